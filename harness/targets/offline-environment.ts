import { devNull } from 'node:os';
import { UNCONFIGURED_HOST } from './offline-reach.js';

type Environment = Record<string, string | undefined>;

/**
 * What names credentials, or leads a client to others or to another endpoint: every variable of the SDKs and of the AWS CLI with this
 * meaning. Those of retries, timeouts or logs stay. https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html
 */
const REMOVED: readonly RegExp[] = [
  /^AWS_(DEFAULT_)?PROFILE$/,
  /^AWS_(ACCESS_KEY|SECRET_KEY|SESSION_TOKEN|SECURITY_TOKEN|ACCOUNT_ID|ACCOUNT_ID_ENDPOINT_MODE)$/,
  /^AWS_CREDENTIAL_(EXPIRATION|SCOPE)$/,
  /^AWS_(ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|LOGIN_CACHE_DIRECTORY)$/,
  /^AWS_CONTAINER_(CREDENTIALS_|AUTHORIZATION_TOKEN)/,
  /^AWS_EC2_METADATA_SERVICE_ENDPOINT/,
  /^AWS_BEARER_TOKEN_/,
  /^AWS_ENDPOINT_URL_/,
  /^AWS_IGNORE_CONFIGURED_ENDPOINT_URLS$/,
  /^AWS_(USE_FIPS_ENDPOINT|USE_DUALSTACK_ENDPOINT|STS_REGIONAL_ENDPOINTS|S3_US_EAST_1_REGIONAL_ENDPOINT)$/,
  /^AWS_(ENABLE_ENDPOINT_DISCOVERY|ENDPOINT_DISCOVERY_ENABLED|SDK_LOAD_CONFIG)$/,
  /^AWS_(AUTH_SCHEME_PREFERENCE|SIGV4A_SIGNING_REGION_SET)$/,
  /^AWS_S3_(USE_ARN_REGION|DISABLE_MULTIREGION_ACCESS_POINTS|DISABLE_EXPRESS_SESSION_AUTH)$/,
];

/** What takes their place: nothing that anyone accepts, and nowhere that anyone is. */
function replacements(region: string): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: 'REHEARSALOFFLINE',
    AWS_SECRET_ACCESS_KEY: 'offline',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: `http://${UNCONFIGURED_HOST}`,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
  };
}

/**
 * Takes the credentials, profiles, files and endpoints of the surroundings out of an environment, for the clients of code under test and
 * for the programs that it starts. Disposing of it puts back what is still as it was left here.
 */
export function isolateEnvironment(env: Environment, region: string): Disposable {
  const changes = new Map<string, string | undefined>(
    Object.keys(env).flatMap((name) =>
      REMOVED.some((pattern) => pattern.test(name)) ? [[name, undefined] as const] : [],
    ),
  );
  for (const [name, value] of Object.entries(replacements(region))) changes.set(name, value);
  const before = new Map([...changes.keys()].map((name) => [name, env[name]]));
  for (const [name, value] of changes) assign(env, name, value);
  return {
    [Symbol.dispose]() {
      for (const [name, value] of before) {
        if (env[name] === changes.get(name)) assign(env, name, value);
      }
    },
  };
}

/** `process.env` makes a text of undefined. */
function assign(env: Environment, name: string, value: string | undefined): void {
  if (value === undefined) delete env[name];
  else env[name] = value;
}
