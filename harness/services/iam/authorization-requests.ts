import type { Accounts } from '../../account/accounts.js';
import type { Caller } from '../../account/caller.js';
import { AwsError } from '../../aws/errors.js';
import type { Decision } from '../../engine/index.js';
import type { Operation, OperationCall } from '../operation.js';
import { type AuthorizationContext, splitContext } from './authorization-context.js';
import { evaluatedPolicies, matchedPolicies, type Side } from './authorization-policies.js';

/** The record of refused requests, as whoever puts the emulator together keeps it. */
export interface RecordedRequests {
  /** All decisions about a request, in their order; undefined for an id that no refusal has. */
  find(authorizationId: string): readonly Decision[] | undefined;
  /** Milliseconds from a refusal to its record; AWS writes it "asynchronously". */
  readonly writtenAfter: number;
}

/**
 * The operations of IAM Toolbox, which speaks restJson1 and has no client on npm.
 *
 * https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_Operations.html
 */
export function authorizationRequestOperations(requests: RecordedRequests): readonly Operation[] {
  const operation = (name: string, run: (call: ToolboxCall) => unknown): Operation => ({
    name,
    needs: () => ({ resource: '*' }),
    run: run as Operation['run'],
  });
  return [
    operation('GetRequestAuthorizationDetails', (call) => details(call, requests)),
    operation('GetRequestAuthorizationPolicy', (call) => policy(call, requests)),
  ];
}

type ToolboxCall = OperationCall<Readonly<Record<string, string>>>;

/** Every request has few evaluations: all of them are on one page. */
function details(call: ToolboxCall, requests: RecordedRequests) {
  const { nextToken } = call.input;
  if (nextToken !== undefined) throw new AwsError('ValidationException', `The nextToken ${nextToken} is not valid.`);
  const { decisions, sides } = readable(call, requests);
  const contexts = decisions.map(splitContext);
  const isOwn = sides.includes('principal');
  return {
    requestContext: isOwn ? shared(contexts.map(({ request }) => request)) : {},
    evaluations: decisions.map((decision, index) => ({
      action: decision.request.action,
      resource: decision.request.resource,
      context: contexts[index]?.evaluation ?? {},
      evaluatedEffect: effectOf(decision),
      matchedPolicies: matchedPolicies(decision, sides),
    })),
    policies: evaluatedPolicies(decisions)
      .filter(({ side }) => sides.includes(side))
      .map(({ info }) => info),
  };
}

/** The text "that was captured with the original authorization request", for readers of the principal's side. */
function policy(call: ToolboxCall, requests: RecordedRequests) {
  const { policyUri } = call.input;
  if (policyUri === undefined) throw new AwsError('ValidationException', 'policyUri must not be null.');
  const { decisions, sides } = readable(call, requests);
  const found = evaluatedPolicies(decisions).find(({ info, side }) => info.uri === policyUri && sides.includes(side));
  if (found === undefined || !sides.includes('principal')) throw notFound();
  return { policyDocument: JSON.parse(found.document) as unknown };
}

const ID = /^[0-9a-z]+$/;
const KEPT = 24 * 3_600_000;

/**
 * What a reader may see: "for a request within a single account or a single organization" everything, for one that spans two the side
 * of its own. Kept for 24 hours on the clock of the caller who was refused, and regional.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied-authorization-id.html
 */
function readable(call: ToolboxCall, requests: RecordedRequests) {
  const { authorizationId = '' } = call.input;
  if (!ID.test(authorizationId) || authorizationId.length > 256)
    throw new AwsError('ValidationException', `The authorizationId ${authorizationId} is not valid.`);
  const decisions = requests.find(authorizationId);
  const first = decisions?.[0]?.request;
  if (decisions === undefined || first === undefined || !('account' in first.principal)) throw notFound();
  const { account } = first.principal;
  const age = call.accounts.get(account).clock.now() - Date.parse(String(first.context.get('aws:currenttime')));
  if (age < requests.writtenAfter || age >= KEPT) throw notFound();
  if (first.context.get('aws:requestedregion') !== call.facts.region) throw notFound();
  const sides: Side[] = [];
  if (isOfOne(call, account)) sides.push('principal');
  if (isOfOne(call, first.resourceAccount)) sides.push('resource');
  if (sides.length === 0) throw notFound();
  return { decisions, sides };
}

/** The reader's account, or one of the same organization. */
function isOfOne({ caller, accounts }: { caller: Caller; accounts: Accounts }, accountId: string): boolean {
  if (!('account' in caller)) return false;
  if (caller.account.id === accountId) return true;
  const own = accounts.membership(caller.account.id)?.organizationId;
  return own !== undefined && own === accounts.membership(accountId)?.organizationId;
}

function effectOf({ outcome, because }: Decision): 'ALLOW' | 'EXPLICIT_DENY' | 'IMPLICIT_DENY' {
  if (outcome === 'allowed') return 'ALLOW';
  return because === 'explicit-deny' ? 'EXPLICIT_DENY' : 'IMPLICIT_DENY';
}

/** Keys "that apply to the entire request and are shared by all evaluations". */
function shared([first = {}, ...others]: readonly AuthorizationContext[]): AuthorizationContext {
  return Object.fromEntries(
    Object.entries(first).filter(([key, value]) => others.every((other) => String(other[key]) === String(value))),
  );
}

/** AWS's words are not known. */
function notFound(): AwsError {
  return new AwsError('ResourceNotFoundException', 'The authorization details were not found.');
}
