import { GetRoleCommand, type IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { errorCode } from '../cleanup/error-code.js';
import { refused } from './live-refusal.js';
import type { Credentials } from './target.js';

/** Whoever runs rehearsals in a real account. */
export interface LiveCaller {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  /** For a person. */
  readonly kind: 'an IAM user' | 'a session of an IAM user' | 'a session of a role';
}

/** As the SDK's providers give them; of a session it is often known how long it lasts. */
export interface OperatorCredentials extends Credentials {
  readonly expiration?: Date;
}

/** Who the credentials belong to. Refuses those that no run can work with. */
export async function liveCaller(sts: STSClient, credentials: OperatorCredentials): Promise<LiveCaller> {
  const { account, arn } = await identity(sts);
  if (arn.endsWith(':root')) {
    throw refused('the credentials are those of the root user, which cannot assume roles: use an administrator');
  }
  if (!arn.startsWith('arn:aws:')) {
    throw refused('the account is in another partition than `aws`, where its guard was never tried');
  }
  if (isOfARun(arn)) {
    throw refused('the credentials are those of a principal that a run made, which the next sweep removes');
  }
  const [, kind] = /^arn:aws:(?:iam|sts)::\d{12}:([a-z-]+)\//.exec(arn) ?? [];
  if (kind === 'assumed-role') return { account, arn, kind: 'a session of a role' };
  if (kind === 'user') {
    const isSession = credentials.sessionToken !== undefined;
    return { account, arn, kind: isSession ? 'a session of an IAM user' : 'an IAM user' };
  }
  if (kind === 'federated-user') throw refused(CLOSED_TO_FEDERATED);
  throw refused(`the credentials are neither those of an IAM user nor those of a role (${kind ?? 'unknown'})`);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html */
const CLOSED_TO_FEDERATED =
  'the credentials are of GetFederationToken, to which IAM is closed whatever their policies allow: use the IAM user itself, or a role';

async function identity(sts: STSClient): Promise<Pick<LiveCaller, 'account' | 'arn'>> {
  try {
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    const code = errorCode(cause);
    if (code === 'ExpiredToken') throw refused(`the credentials have expired (${reason}); sign in again`, cause);
    if (code === 'CredentialsProviderError')
      throw refused(`no credentials were found (${reason}); set AWS_PROFILE, or sign in`, cause);
    throw refused(`GetCallerIdentity failed (${reason}); check the credentials`, cause);
  }
}

/** Of a user the path shows too. */
function isOfARun(arn: string): boolean {
  return /[/:](iam-rehearsal\/|iamr-[0-9a-z]+-)/.test(arn);
}

/** For the removal of what a run made. */
const MINUTES_TO_REMOVE = 5;

/** Refuses credentials that end before the run may: nobody could remove then what it made. */
export function refuseExpiring({ expiration }: OperatorCredentials, minutes: number, now: number): void {
  if (expiration === undefined) return;
  const left = Math.floor((expiration.getTime() - now) / 60_000);
  if (left >= minutes + MINUTES_TO_REMOVE) return;
  throw refused(
    `the credentials expire in ${Math.max(left, 0)} minutes, and a run may take ${minutes} and ${MINUTES_TO_REMOVE} more to remove what it made: sign in again, or set REHEARSAL_LIVE_MINUTES`,
  );
}

/**
 * What a refusal of the first call to IAM means. "You cannot call any IAM API operations unless MFA authentication information is
 * included in the request", with credentials of GetSessionToken.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html
 */
export function refuseClosedIam(cause: unknown, { kind }: LiveCaller): void {
  if (errorCode(cause) !== 'InvalidClientTokenId') return;
  if (kind === 'a session of an IAM user') {
    throw refused(
      'the credentials are of GetSessionToken without an MFA code, to which IAM is closed: pass `--serial-number` and `--token-code` to get others, or use a role',
      cause,
    );
  }
  throw refused('IAM does not know the access key (yet), which STS does; try again in a minute', cause);
}

/** The simulator takes users and roles; the ARN of a session does not show the path of its role. Undefined where the role may not be read. */
export async function identityOf({ arn }: LiveCaller, iam: IAMClient): Promise<string | undefined> {
  const [, RoleName] = /:assumed-role\/([^/]+)\//.exec(arn) ?? [];
  if (RoleName === undefined) return arn;
  try {
    const role = (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Arn;
    if (role !== undefined && isOfARun(role)) {
      throw refused('the credentials are those of a role that a run made, which the next sweep removes');
    }
    return role;
  } catch (error) {
    if (errorCode(error) === 'AccessDenied') return undefined;
    throw error;
  }
}
