import type { RequestOrigin, ServiceOrigin } from '../../aws/http.js';

type SessionKeys = Readonly<Record<string, string | undefined>>;
type KeysOfService = (source: ServiceOrigin, origin: RequestOrigin) => SessionKeys;

/**
 * What services put into the sessions of roles that they assume for a function, an instance, a build, a job: the resource is the source
 * for which the service calls.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-role-session-properties
 */
const SESSION_KEYS: Readonly<Record<string, KeysOfService>> = {
  'lambda.amazonaws.com': ({ sourceArn }) => ({ 'lambda:sourcefunctionarn': sourceArn }),
  'ec2.amazonaws.com': ({ sourceArn }, { vpc, sourceIp }) => ({
    'ec2:sourceinstancearn': sourceArn,
    'ec2:roledelivery': '2.0',
    'aws:ec2instancesourcevpc': vpc,
    'aws:ec2instancesourceprivateipv4': vpc === undefined ? undefined : sourceIp,
  }),
  'ssm.amazonaws.com': ({ sourceArn }) => ({ 'ssm:sourceinstancearn': sourceArn }),
  'codebuild.amazonaws.com': ({ sourceArn }) => ({
    'codebuild:buildarn': sourceArn?.includes(':build/') ? sourceArn : undefined,
    'codebuild:projectarn': projectOf(sourceArn),
  }),
  // A job or a developer endpoint has credentials of its own; otherwise the service itself calls.
  'glue.amazonaws.com': ({ principal, sourceArn }) =>
    sourceArn === undefined ? { 'glue:roleassumedby': principal } : { 'glue:credentialissuingservice': principal },
  'chatbot.amazonaws.com': ({ sourceArn }) => ({ 'aws:chatbotsourcearn': sourceArn }),
};

/** The names of the keys that {@link sessionKeysOfService} can tell. */
export const SERVICE_SESSION_KEYS: readonly string[] = [
  'aws:chatbotsourcearn',
  'aws:ec2instancesourceprivateipv4',
  'aws:ec2instancesourcevpc',
  'codebuild:buildarn',
  'codebuild:projectarn',
  'ec2:roledelivery',
  'ec2:sourceinstancearn',
  'glue:credentialissuingservice',
  'glue:roleassumedby',
  'lambda:sourcefunctionarn',
  'ssm:sourceinstancearn',
];

/** The condition keys of a session that a service opens; none for a service that is not known to set any. */
export function sessionKeysOfService(origin: RequestOrigin): Readonly<Record<string, string>> {
  const { service } = origin;
  const keysOf =
    service && Object.hasOwn(SESSION_KEYS, service.principal) ? SESSION_KEYS[service.principal] : undefined;
  if (service === undefined || keysOf === undefined) return {};
  const known: Record<string, string> = {};
  for (const [key, value] of Object.entries(keysOf(service, origin))) if (value !== undefined) known[key] = value;
  return known;
}

/** `arn:aws:codebuild:us-east-1:123456789012:build/MyBuildProject:1234` is a build of `project/MyBuildProject`. */
function projectOf(sourceArn: string | undefined): string | undefined {
  return sourceArn?.replace(/:build\/([^:]+):.*$/, ':project/$1');
}
