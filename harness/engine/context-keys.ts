/** What kind of values a condition key has. Dates are dates or seconds since the epoch. */
export type ContextKeyType = 'string' | 'numeric' | 'boolean' | 'date' | 'ip' | 'arn' | 'binary';

/** One condition key. */
export interface ContextKey {
  /** In AWS's spelling; one that ends with `/` goes on with the name of a tag. */
  readonly name: string;
  readonly type: ContextKeyType;
  /** A request can have several values of it, so that a condition needs `ForAllValues:` or `ForAnyValue:`. */
  readonly multivalued: boolean;
}

const one = (type: ContextKeyType, ...names: readonly string[]): readonly ContextKey[] =>
  names.map((name) => ({ name, type, multivalued: false }));
const several = (type: ContextKeyType, ...names: readonly string[]): readonly ContextKey[] =>
  names.map((name) => ({ name, type, multivalued: true }));

/**
 * The condition keys that requests to every service can have. A further key is one more name here, and the line that fills it
 * from a request in `services/request-context.ts`.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const globalContextKeys: readonly ContextKey[] = [
  // The principal.
  ...one('arn', 'aws:PrincipalArn'),
  ...one('boolean', 'aws:PrincipalIsAWSService'),
  ...one('string', 'aws:PrincipalAccount', 'aws:PrincipalOrgID', 'aws:PrincipalServiceName', 'aws:PrincipalTag/'),
  ...one('string', 'aws:PrincipalType', 'aws:userid', 'aws:username'),
  ...several('string', 'aws:PrincipalOrgPaths', 'aws:PrincipalServiceNamesList'),
  // The session.
  ...one('arn', 'aws:ChatbotSourceArn', 'aws:SignInSessionArn', 'codebuild:BuildArn', 'codebuild:ProjectArn'),
  ...one('arn', 'ec2:SourceInstanceArn', 'lambda:SourceFunctionArn', 'ssm:SourceInstanceArn'),
  ...one('boolean', 'aws:AssumedRoot', 'aws:MultiFactorAuthPresent'),
  ...one('date', 'aws:TokenIssueTime'),
  ...one('ip', 'aws:Ec2InstanceSourcePrivateIPv4'),
  ...one('numeric', 'aws:MultiFactorAuthAge', 'ec2:RoleDelivery'),
  ...one('string', 'aws:Ec2InstanceSourceVpc', 'aws:FederatedProvider', 'aws:SourceIdentity', 'identitystore:UserId'),
  ...one('string', 'glue:CredentialIssuingService', 'glue:RoleAssumedBy'),
  // The network.
  ...one('arn', 'aws:SourceVpcArn'),
  ...one('ip', 'aws:SourceIp', 'aws:VpcSourceIp'),
  ...one('string', 'aws:SourceVpc', 'aws:SourceVpce', 'aws:VpceAccount', 'aws:VpceOrgID'),
  ...several('string', 'aws:VpceOrgPaths'),
  // The resource.
  ...one('string', 'aws:ResourceAccount', 'aws:ResourceOrgID', 'aws:ResourceTag/'),
  ...several('string', 'aws:ResourceOrgPaths'),
  // The request.
  ...one('arn', 'aws:SourceArn'),
  ...one('boolean', 'aws:IsMcpServiceAction', 'aws:SecureTransport', 'aws:ViaAWSMCPService', 'aws:ViaAWSService'),
  ...one('date', 'aws:CurrentTime', 'aws:EpochTime'),
  ...one('string', 'aws:CalledViaAWSMCP', 'aws:CalledViaFirst', 'aws:CalledViaLast', 'aws:RequestTag/'),
  ...one('string', 'aws:RequestedRegion', 'aws:SourceAccount', 'aws:SourceOrgID', 'aws:UserAgent', 'aws:referer'),
  ...several('string', 'aws:CalledVia', 'aws:SourceOrgPaths', 'aws:TagKeys'),
];

/** The global keys that no request here has, and why. */
export const absentContextKeys: Readonly<Record<string, string>> = {
  'aws:CalledViaAWSMCP': "no request comes through AWS's MCP servers",
  'aws:IsMcpServiceAction': "no request comes through AWS's MCP servers",
  'aws:SignInSessionArn': 'nobody signs in with AWS Sign-In',
  'aws:ViaAWSMCPService': "no request comes through AWS's MCP servers",
};

const BY_NAME: ReadonlyMap<string, ContextKey> = new Map(globalContextKeys.map((key) => [key.name.toLowerCase(), key]));

/** A global key by its name in any case, with or without the name of a tag behind its slash. */
export function globalContextKey(name: string): ContextKey | undefined {
  const lower = name.toLowerCase();
  const slash = lower.indexOf('/');
  return BY_NAME.get(lower) ?? (slash < 0 ? undefined : BY_NAME.get(lower.slice(0, slash + 1)));
}

/** The types of keys as the Service Authorization Reference names them. */
const REFERENCE_TYPES: ReadonlyMap<string, ContextKeyType> = new Map([
  ['ARN', 'arn'],
  ['Bool', 'boolean'],
  ['Date', 'date'],
  ['IPAddress', 'ip'],
  ['Numeric', 'numeric'],
  ['Binary', 'binary'],
]);

const SEVERAL = 'ArrayOf';

/** A service's key by the type that the reference gives it, e.g. `ArrayOfString`. */
export function contextKeyOfType(name: string, referenceType: string): ContextKey {
  const multivalued = referenceType.startsWith(SEVERAL);
  const single = multivalued ? referenceType.slice(SEVERAL.length) : referenceType;
  return { name, type: REFERENCE_TYPES.get(single) ?? 'string', multivalued };
}
