import { AssumeRoleWithSAMLCommand, type AssumeRoleWithSAMLCommandInput } from '@aws-sdk/client-sts';
import type { Account } from '../../account/account.js';
import type { Role } from '../../account/roles.js';
import { type SamlProvider, samlProviderWithArn } from '../../account/saml-providers.js';
import { AwsError } from '../../aws/errors.js';
import { readSamlMetadata } from '../iam/saml-metadata.js';
import { DECIDED_WHILE_RUNNING, type Need, type OperationCall, operation } from '../operation.js';
import { roleWithArn } from '../roles-by-arn.js';
import { credentialsOf, tokenSizes } from './credentials.js';
import { federatedNeeds } from './federated-needs.js';
import { checkRole, readClaims, type SamlClaims, sessionNameOf, sourceIdentityOf, tagsOf } from './saml-claims.js';
import { nameQualifier, samlKeys, subjectKeys } from './saml-keys.js';
import { invalidResponse, verifiedAssertion } from './saml-response.js';
import type { SignedParts } from './saml-signature.js';
import { checkAudience, checkTimes, timeOf } from './saml-validity.js';
import { sessionPolicies } from './session-policies.js';
import { sessionTags } from './session-tags.js';
import { sizedToken } from './token-size.js';

type Call = OperationCall<Readonly<AssumeRoleWithSAMLCommandInput>>;

/** The role, and what the identity provider says of its user. */
interface Federation {
  readonly account: Account;
  readonly role: Role;
  readonly provider: SamlProvider & { readonly accountId: string };
  readonly claims: SamlClaims;
  /** Milliseconds since the epoch, as the assertion counts. */
  readonly now: number;
  readonly sessionName: string;
  readonly sourceIdentity: string | undefined;
  readonly tags: ReturnType<typeof tagsOf>;
}

/**
 * The caller is who the assertion says; a signature of AWS's counts for nothing. The assertion must be verified before the role's trust
 * policy can be asked, so that the permissions are asked for while the operation runs. The attribute `SessionDuration` counts for sign-in
 * to the console only.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithSAML.html
 */
export const assumeRoleWithSaml = operation(AssumeRoleWithSAMLCommand, {
  needs: () => DECIDED_WHILE_RUNNING,
  run: async (call: Call) => {
    // What reads signed XML is large, and only this operation needs it.
    const { signedParts } = await import('./saml-signature.js');
    const federation = federate(call, signedParts);
    for (const need of needsOf(federation)) {
      const words = call.refusal(need);
      if (words !== undefined) throw new AwsError('AccessDenied', words);
    }
    const { account, role, provider, claims, sourceIdentity } = federation;
    const tags = sessionTags(federation.tags, { kind: 'anonymous' });
    const session = account.sessions.open({
      role,
      sessionName: federation.sessionName,
      durationSeconds: duration(call.input.DurationSeconds ?? 3600, federation),
      sessionPolicies: sessionPolicies(call.input, account),
      ...tags,
      ...sizedToken(call.input, tags.tags),
      sourceIdentity,
      federatedProvider: provider.arn,
      contextKeys: subjectKeys(claims, provider),
    });
    return {
      Credentials: credentialsOf(session),
      AssumedRoleUser: { AssumedRoleId: `${role.id}:${session.sessionName}`, Arn: session.arn },
      ...tokenSizes(session),
      Subject: claims.subject,
      SubjectType: claims.subjectType,
      Issuer: claims.issuer,
      Audience: claims.recipient,
      NameQualifier: nameQualifier(claims, provider),
      ...(sourceIdentity !== undefined && { SourceIdentity: sourceIdentity }),
    };
  },
});

/** Verifies the assertion, in the order: provider, issuer, signature, recipient and audience, time, AWS's attributes, role. */
function federate({ accounts, input, facts }: Call, signedParts: SignedParts): Federation {
  const { RoleArn: roleArn = '', PrincipalArn: providerArn = '' } = input;
  const found = roleWithArn(roleArn, accounts);
  if (found === undefined) throw new AwsError('ValidationError', `${roleArn} is invalid`);
  const { account, role } = found;
  const provider = samlProviderWithArn(providerArn, account);
  if (provider === undefined)
    throw invalidResponse("Specified provider doesn't exist", facts.requestId, 'AuthSamlManifestNotFoundException');
  const known = {
    ...readSamlMetadata(provider.metadata),
    privateKeys: provider.privateKeys.map(({ key }) => key),
    encryptionRequired: provider.encryptionMode === 'Required',
  };
  const claims = readClaims(
    verifiedAssertion(input.SAMLAssertion ?? '', known, { requestId: facts.requestId, signedParts }),
  );
  checkAudience(claims);
  const now = timeOf(claims, account, accounts.wallClock());
  checkTimes(claims, provider, now);
  checkRole(claims, roleArn, providerArn);
  const said = {
    sessionName: sessionNameOf(claims),
    sourceIdentity: sourceIdentityOf(claims),
    tags: tagsOf(claims),
  };
  if (role === undefined || role.name.startsWith(IDENTITY_CENTER) || !claims.subject) throw notAuthorized();
  return { account, role, provider: { ...provider, accountId: account.id }, claims, now, ...said };
}

/** "AssumeRoleWithSAML will not work on IAM Identity Center managed roles." */
const IDENTITY_CENTER = 'AWSReservedSSO_';

function needsOf({ account, role, provider, claims, sessionName, sourceIdentity, tags }: Federation): readonly Need[] {
  return federatedNeeds({
    account,
    role,
    provider: provider.arn,
    claimKeys: samlKeys(claims, provider),
    sessionName,
    sourceIdentity,
    tags: tags.Tags,
    transitiveTagKeys: tags.TransitiveTagKeys,
  });
}

/** "For the duration that you specify, or until the time specified in SessionNotOnOrAfter, whichever is shorter." */
function duration(seconds: number, { role, claims, now }: Federation): number {
  if (seconds > role.maxSessionDuration) {
    throw new AwsError(
      'ValidationError',
      'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    );
  }
  const { sessionNotOnOrAfter: end } = claims;
  return end === undefined ? seconds : Math.min(seconds, Math.ceil((end - now) / 1000));
}

/** A role that does not exist is refused as one that does not trust the provider. */
function notAuthorized(): AwsError {
  return new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithSAML');
}
