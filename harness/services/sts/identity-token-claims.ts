import { randomUUID } from 'node:crypto';
import type { GetWebIdentityTokenCommandInput } from '@aws-sdk/client-sts';
import type { JWTPayload } from 'jose';
import { callerArn, type SignedCaller } from '../../account/callers.js';
import { issuerUrl, type OutboundFederation } from '../../account/outbound-federation.js';
import type { OperationCall, Tag } from '../operation.js';

/** What AWS's own claims stand under. */
const NAMESPACE = 'https://sts.amazonaws.com/';

/** The claims that are condition keys of the session, by the name of the key. */
const SESSION_CLAIMS: Readonly<Record<string, string>> = {
  'identitystore:userid': 'identity_store_user_id',
  'identitystore:identitystorearn': 'identity_store_arn',
  'ec2:sourceinstancearn': 'ec2_source_instance_arn',
  'aws:ec2instancesourcevpc': 'ec2_instance_source_vpc',
  'aws:ec2instancesourceprivateipv4': 'ec2_instance_source_private_ipv4',
  'ec2:roledelivery': 'ec2_role_delivery',
  'lambda:sourcefunctionarn': 'lambda_source_function_arn',
  'glue:credentialissuingservice': 'glue_credential_issuing_service',
};

interface Lifetime {
  /** Seconds since the epoch. */
  readonly issued: number;
  readonly expiration: number;
}

/**
 * The claims of a token. `ou_path` is a list, as tokens of AWS show it; the guide prints one text.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html
 */
export function tokenClaims(
  call: OperationCall<Readonly<GetWebIdentityTokenCommandInput>>,
  caller: SignedCaller,
  federation: OutboundFederation,
  { issued, expiration }: Lifetime,
): JWTPayload {
  const { Audience: audience = [], Tags: tags = [] } = call.input;
  const { account } = caller;
  const membership = call.accounts.membership(account.id);
  const subject = caller.kind === 'assumed-role' ? caller.session.roleArn : callerArn(caller);
  const principalTags = tagClaim(tagsOf(caller));
  const requestTags = tagClaim(tags);
  return {
    iss: issuerUrl(federation),
    aud: audience.length === 1 ? (audience[0] ?? '') : audience,
    sub: subject,
    iat: issued,
    exp: expiration,
    jti: randomUUID(),
    [NAMESPACE]: {
      aws_account: account.id,
      source_region: call.facts.region,
      principal_id: subject,
      ...(membership && { org_id: membership.organizationId, ou_path: [membership.path] }),
      ...(principalTags && { principal_tags: principalTags }),
      ...sessionClaims(caller),
      ...(requestTags && { request_tags: requestTags }),
    },
  };
}

function sessionClaims(caller: SignedCaller): Readonly<Record<string, string>> {
  const { session } = 'session' in caller ? caller : {};
  if (session === undefined) return {};
  const original_session_exp = new Date(session.expiration).toISOString().replace(/\.\d+Z$/, 'Z');
  if (session.kind !== 'assumed-role') return { original_session_exp };
  const { federatedProvider, sourceIdentity, contextKeys } = session;
  const known = Object.entries(SESSION_CLAIMS).flatMap(([key, claim]) => {
    const value = contextKeys[key];
    return value === undefined ? [] : [[claim, value] as const];
  });
  return {
    original_session_exp,
    ...(federatedProvider !== undefined && { federated_provider: federatedProvider }),
    ...(sourceIdentity !== undefined && { source_identity: sourceIdentity }),
    ...Object.fromEntries(known),
  };
}

/** "When [a] principal has both principal tags and session tags, the session tags will be present in the JWT": they come last. */
function tagsOf(caller: SignedCaller): readonly Tag[] {
  switch (caller.kind) {
    case 'user':
      return caller.user.tags;
    case 'assumed-role':
      return [...(caller.account.visible.roles.withId(caller.session.roleId)?.tags ?? []), ...caller.session.tags];
    case 'federated-user':
      return [...(caller.user?.tags ?? []), ...caller.session.tags];
    default:
      return [];
  }
}

function tagClaim(tags: readonly Tag[]): Readonly<Record<string, string>> | undefined {
  if (tags.length === 0) return undefined;
  const byKey = new Map(tags.map(({ Key = '', Value = '' }) => [Key.toLowerCase(), [Key, Value] as const]));
  return Object.fromEntries(byKey.values());
}
