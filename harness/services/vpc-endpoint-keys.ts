/**
 * The services whose requests tell who owns the VPC endpoint; STS is not among them.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount
 */
const VPC_ARN: ReadonlySet<string> = new Set(
  (
    'acm-pca applicationinsights apprunner athena cloudformation comprehendmedical compute-optimizer datasync discovery ebs ecr ecs ' +
    'firehose healthlake iam iotfleetwise iotwireless kinesisanalytics kms lambda medical-imaging omics payment-cryptography polly rbin ' +
    'rekognition route53 s3 scheduler servicediscovery servicequotas ssm-contacts storagegateway textract transcribe transfer'
  ).split(' '),
);

const ACCOUNT: ReadonlySet<string> = new Set([...VPC_ARN, 'dynamodb', 'gamelift', 'shield']);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceorgid */
const ORGANIZATION: ReadonlySet<string> = new Set([
  ...ACCOUNT,
  ...'b2bi cassandra cognito-identity dms ds-data identitystore iottwinmaker network-firewall pricing ses sms-voice sqs workmail'.split(
    ' ',
  ),
]);

/** Whether a request for this action has `aws:SourceVpcArn`. */
export function tellsVpcArn(action: string): boolean {
  return tells(VPC_ARN, action);
}

/** Whether a request for this action has `aws:VpceAccount`. */
export function tellsVpceAccount(action: string): boolean {
  return tells(ACCOUNT, action);
}

/** Whether a request for this action has `aws:VpceOrgID` and `aws:VpceOrgPaths`. */
export function tellsVpceOrganization(action: string): boolean {
  return tells(ORGANIZATION, action);
}

/** "AWS Identity and Access Management (except for the iam:PassRole action)". */
function tells(services: ReadonlySet<string>, action: string): boolean {
  const [service = ''] = action.toLowerCase().split(':');
  return services.has(service) && action.toLowerCase() !== 'iam:passrole';
}
