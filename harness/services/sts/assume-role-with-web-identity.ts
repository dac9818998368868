import { AssumeRoleWithWebIdentityCommand, type AssumeRoleWithWebIdentityCommandInput } from '@aws-sdk/client-sts';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import type { Role } from '../../account/roles.js';
import type { RoleSession } from '../../account/sessions.js';
import { AwsError } from '../../aws/errors.js';
import { DECIDED_WHILE_RUNNING, type Need, type OperationCall, operation } from '../operation.js';
import { roleWithArn } from '../roles-by-arn.js';
import { credentialsOf, tokenSizes } from './credentials.js';
import { federatedNeeds } from './federated-needs.js';
import { sessionPolicies } from './session-policies.js';
import { sessionTags } from './session-tags.js';
import { sizedToken } from './token-size.js';
import { audienceOf, claimKeys, sessionKeys, sourceIdentityOf, tagsOf } from './web-identity-claims.js';
import { type IdentityProvider, keysOf, oauthProvider, oidcProvider } from './web-identity-providers.js';
import { invalidToken, readToken, textClaim, type WebIdentityToken } from './web-identity-token.js';
import { checkTimes, verifySignature } from './web-identity-verify.js';

type Call = OperationCall<Readonly<AssumeRoleWithWebIdentityCommandInput>>;

/** What the token was found to say. */
interface Verified {
  readonly token: WebIdentityToken;
  readonly provider: IdentityProvider;
}

/**
 * The caller is who the token says; a signature of AWS's counts for nothing. The token must be verified before the role's trust policy
 * can be asked, so that the permissions are asked for while the operation runs.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
 */
export const assumeRoleWithWebIdentity = operation(AssumeRoleWithWebIdentityCommand, {
  needs: () => DECIDED_WHILE_RUNNING,
  run: async (call: Call) => {
    const { accounts, input } = call;
    const arn = input.RoleArn ?? '';
    const found = roleWithArn(arn, accounts);
    if (found === undefined) throw new AwsError('ValidationError', `${arn} is invalid`);
    const read = await readToken(input.WebIdentityToken ?? '', requiredClaims(input));
    const { account, role } = found;
    if (role === undefined) throw notAuthorized();
    const verified = await verify(read, call, account);
    const sourceIdentity = sourceIdentityOf(verified.token.claims);
    for (const need of needsOf(call, account, role, verified)) {
      const words = call.refusal(need);
      if (words !== undefined) throw new AwsError('AccessDenied', words);
    }
    const { token, provider } = verified;
    const tags = sessionTags(tagsOf(token.claims), { kind: 'anonymous' });
    const session = account.sessions.open({
      role,
      sessionName: input.RoleSessionName ?? '',
      durationSeconds: duration(input.DurationSeconds ?? 3600, role),
      sessionPolicies: sessionPolicies(input, account),
      ...tags,
      ...sizedToken(input, tags.tags),
      sourceIdentity,
      federatedProvider: provider.principal,
      contextKeys: sessionKeys(token.claims, provider),
    });
    return describeSession(session, role, verified);
  },
});

function describeSession(session: RoleSession, role: Role, { token: { claims }, provider }: Verified) {
  const { sourceIdentity } = session;
  const subject = textClaim(claims, provider.subjectClaim);
  const [audience] = [audienceOf(claims, provider)].flat();
  return {
    Credentials: credentialsOf(session),
    ...(subject !== undefined && { SubjectFromWebIdentityToken: subject }),
    AssumedRoleUser: { AssumedRoleId: `${role.id}:${session.sessionName}`, Arn: session.arn },
    ...tokenSizes(session),
    Provider: provider.principal,
    ...(audience !== undefined && { Audience: audience }),
    ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
  };
}

/** Which claims a token cannot do without. */
function requiredClaims({ ProviderId }: Call['input']): readonly string[] {
  if (ProviderId === undefined) return ['iss', 'sub', 'aud'];
  const { audienceClaim, subjectClaim } = oauthProvider(ProviderId);
  return [audienceClaim, subjectClaim];
}

async function verify(token: WebIdentityToken, { accounts, input }: Call, account: Account): Promise<Verified> {
  const { ProviderId } = input;
  const { claims } = token;
  const provider = ProviderId === undefined ? oidcProvider(claims, account) : oauthProvider(ProviderId);
  const { registered } = provider;
  const audiences = [audienceOf(claims, provider)].flat();
  if (audiences.length > 1)
    throw invalidToken('Token audience contains more than one audience while authorized party is not present');
  if (registered !== undefined && !audiences.some((audience) => registered.clientIds.includes(audience ?? '')))
    throw invalidToken('Incorrect token audience');
  const keys = await keysOf(provider, accounts.issuerKeys);
  const judge = async () => {
    checkTimes(token, secondsOf(token, account, accounts));
    await verifySignature(token, keys);
  };
  await (ProviderId === undefined ? judge() : judge().catch(rejectClaim));
  return { token, provider };
}

/** An OAuth 2.0 provider is asked about its token. The words are the API reference's. */
function rejectClaim(cause: unknown): never {
  const words =
    'The identity provider (IdP) reported that authentication failed. This might be because the claim is invalid.';
  throw Object.assign(new AwsError('IDPRejectedClaim', words), { cause });
}

/** A token ages with the clock of the role's account from when it was issued on: one that is made after the clock was moved is fresh. */
function secondsOf({ issued }: WebIdentityToken, { clock }: Account, { wallClock }: Accounts): number {
  return Math.floor((wallClock() + clock.aheadSince(issued * 1000)) / 1000);
}

function needsOf({ input }: Call, account: Account, role: Role, { token, provider }: Verified): readonly Need[] {
  const { claims } = token;
  const { Tags: tags, TransitiveTagKeys: transitiveTagKeys } = tagsOf(claims);
  return federatedNeeds({
    account,
    role,
    provider: provider.principal,
    claimKeys: claimKeys(claims, provider),
    sessionName: input.RoleSessionName,
    sourceIdentity: sourceIdentityOf(claims),
    tags,
    transitiveTagKeys,
  });
}

/** "DurationSeconds ... up to the maximum session duration setting for the role." */
function duration(seconds: number, { maxSessionDuration }: Role): number {
  if (seconds <= maxSessionDuration) return seconds;
  throw new AwsError(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}

/** A role that does not exist is refused as one that does not trust the provider: its name must not be found out. */
function notAuthorized(): AwsError {
  return new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
}
