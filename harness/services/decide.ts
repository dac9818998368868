import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import { callerArn } from '../account/callers.js';
import type { RequestOrigin } from '../aws/http.js';
import { authorize, type ContextValue, type Decision } from '../engine/index.js';
import type { KnownActions } from '../reference/actions.js';
import { actingCaller } from './acting-caller.js';
import { askedEngine } from './asked-engine.js';
import { withoutStatements } from './left-out-statements.js';
import { endpointComplaint } from './network-context.js';
import { roleWithArn } from './roles-by-arn.js';
import { bucketOfArn, withBucketPolicy } from './s3/bucket-access.js';
import { isClosed } from './session-limits.js';

/** An action of any service of AWS, to be decided about without being executed. */
export interface Question {
  /** `dynamodb:GetItem` */
  readonly action: string;
  /** An ARN; `*` unless given, as in SimulatePrincipalPolicy. */
  readonly resource?: string;
  /** Condition keys beside those that every request has; these win over them. */
  readonly context?: Readonly<Record<string, ContextValue>>;
  /**
   * Statements of the caller's permissions boundary that are not asked, by their Sid: what only guards real calls says nothing about the
   * policies that are rehearsed. SimulatePrincipalPolicy takes another boundary for the same purpose.
   */
  readonly withoutSids?: readonly string[];
}

export interface Asker {
  readonly accessKeyId: string;
  readonly origin: RequestOrigin;
}

export interface DeciderOptions {
  readonly accounts: Accounts;
  readonly actions: KnownActions;
  readonly region: string;
}

/** A question that has no answer: neither allowed nor denied would be true. */
export class CannotDecide extends Error {
  override readonly name = 'CannotDecide';
}

/** Actions that the trust policy of a role decides together with the caller's policies. */
export const TRUSTED: ReadonlySet<string> = new Set([
  'sts:assumerole',
  'sts:assumerolewithsaml',
  'sts:assumerolewithwebidentity',
  'sts:setcontext',
  'sts:setsourceidentity',
  'sts:tagsession',
]);

/**
 * Decides as the call itself would be decided: with the caller's policies, for AssumeRole with the role's trust policy, and for a
 * bucket and its objects with the bucket's.
 *
 * Throws {@link CannotDecide} for an action that AWS does not know, for a key that no one may sign with, and for a call that is closed
 * to the key of a session.
 */
export function decide(
  { action, resource = '*', context = {}, withoutSids }: Question,
  asker: Asker,
  options: DeciderOptions,
): Decision {
  const { accounts, region } = options;
  const name = knownAction(action, options.actions);
  const caller = actingCaller(callerOf(asker.accessKeyId, accounts), asker.origin);
  const complaint = endpointComplaint(asker.origin, accounts);
  if (complaint !== undefined) throw new CannotDecide(complaint);
  if (isClosed(caller, action)) {
    throw new CannotDecide(
      `\`${action}\` is closed to the temporary credentials of ${callerArn(caller)}, whatever policies say; ask with other credentials`,
    );
  }
  const trusting = TRUSTED.has(name.toLowerCase()) ? trustingRole(action, resource, accounts) : undefined;
  const owner = trusting?.account.id ?? ownerOf(resource, caller, accounts);
  const need = withBucketPolicy(
    { action: name, resource, resourceAccount: owner, keys: context, trustPolicy: trusting?.policy },
    { accounts, caller },
  );
  const { request, policies } = askedEngine({
    ...{ caller, need, action: name, accounts },
    facts: { ...NO_CALL, origin: asker.origin, region },
    resourceAccount: need.resourceAccount ?? owner,
    now: caller.account.clock.now(),
  });
  if (withoutSids === undefined || policies.boundary === undefined) return authorize(request, policies);
  return authorize(request, { ...policies, boundary: withoutStatements(withoutSids, policies.boundary) });
}

/** What only a call shows. */
export const NO_CALL = {
  requestId: '',
  userAgent: undefined,
  referer: undefined,
  signature: undefined,
  contentSha256: undefined,
};

/** The action as it was asked about. Throws {@link CannotDecide} for one that AWS does not know. */
export function knownAction(action: string, actions: KnownActions): string {
  const [service = ''] = action.split(':');
  const found = actions.find(action);
  if (found === 'known') return action;
  if (found === 'unknown-service') {
    throw new CannotDecide(
      `\`${action}\`: AWS has no service with the prefix \`${service}\`; pass e.g. \`s3:GetObject\``,
    );
  }
  throw new CannotDecide(
    `\`${action}\` is no action of \`${service}\` in the Service Authorization Reference; the name of an API call is not always that of its action`,
  );
}

function callerOf(accessKeyId: string, accounts: Accounts): Exclude<Caller, { kind: 'anonymous' }> {
  const credential = accounts.credential(accessKeyId);
  if (credential === undefined || credential.caller.kind === 'anonymous' || credential.expired) {
    throw new CannotDecide(
      `\`${accessKeyId}\` is no access key that may sign: it is unknown, deleted, inactive or expired`,
    );
  }
  return credential.caller;
}

function trustingRole(action: string, resource: string, accounts: Accounts) {
  const { account, role } = roleWithArn(resource, accounts) ?? {};
  if (account !== undefined && role !== undefined) return { account, policy: account.permissions.trust(role) };
  throw new CannotDecide(`\`${action}\` is decided by the trust policy of a role: pass the ARN of one as its resource`);
}

/** Buckets do not show their account in their ARN. */
function ownerOf(resource: string, caller: Exclude<Caller, { kind: 'anonymous' }>, accounts: Accounts): string {
  const bucket = bucketOfArn(resource, accounts.buckets);
  if (bucket) return bucket.owner;
  const [, , , , account] = resource.split(':');
  return account !== undefined && /^\d{12}$/.test(account) ? account : caller.account.id;
}
