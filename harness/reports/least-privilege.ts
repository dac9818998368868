import { type AttachedPolicy, authorize, compile, type Decision, gather, type PolicyGroup } from '../engine/index.js';
import type { CompiledStatement } from '../engine/statement.js';
import { placesOf } from './document-paths.js';
import { grouped } from './grouped.js';
import { type PolicyUnderTest, policiesUnderTest, withoutRun } from './policies-under-test.js';
import type { ReadDecision, ReadRun } from './run-record.js';
import { actionsMet, resourcesMet } from './statement-fit.js';
import { type SuggestedStatement, suggestedStatements, type UsedGrant } from './suggested-statements.js';
import { type UsedAction, usedActions } from './used-actions.js';

/** For everyone that has the same policies: the smallest policy that lets a run's tests do what they did. */
export interface LeastPrivilege {
  /** Their ARNs, without what differs from test to test. */
  readonly principals: readonly string[];
  readonly attached: readonly PolicyUnderTest[];
  readonly used: readonly UsedAction[];
  /** As the tests had it; of several tests, the one with the most calls. */
  readonly suggestion: { readonly Version: '2012-10-17'; readonly Statement: readonly SuggestedStatement[] };
  readonly unused: readonly UnusedGrant[];
  readonly proof: LeastPrivilegeProof;
}

/** What is attached and no test needed. */
export interface UnusedGrant {
  readonly policy: PolicyUnderTest;
  readonly statement: CompiledStatement;
  readonly line: number;
  /** `action s3:DeleteObject`, or the statement as a whole. */
  readonly what: string;
  /** Of a pattern that was needed in part: what was. */
  readonly used: readonly string[];
}

/** The run's decisions, decided again with the suggestion in the place of the attached policies. */
export interface LeastPrivilegeProof {
  /** Decisions of tests that were allowed, and still are. */
  readonly kept: number;
  /** Decisions that come out denied: none, unless something is wrong. */
  readonly lost: readonly ReadDecision[];
}

/** Identity policies only: a policy on a resource, a boundary or an SCP is not anyone's own to shrink. */
export function leastPrivilege(run: Pick<ReadRun, 'policies' | 'decisions'>): readonly LeastPrivilege[] {
  const byVariant = new Map<AttachedPolicy, PolicyUnderTest>();
  for (const policy of policiesUnderTest(run.policies)) {
    if (policy.kind === 'identity') for (const variant of policy.variants) byVariant.set(variant, policy);
  }
  const ofTests = run.decisions.filter(({ phase, isWhole }) => phase === 'test' && isWhole);
  const holders = [...grouped(ofTests, ({ decision }) => decision.policies.identity)].flatMap(
    ([identity, decisions]): readonly Holder[] => {
      const attached = [...new Set(identity?.policies.flatMap((each) => byVariant.get(each) ?? []))];
      if (identity === undefined || attached.length === 0) return [];
      return [{ identity, decisions, attached, grants: grantsOf(identity, decisions) }];
    },
  );
  const kinds = grouped(holders, ({ attached }) => attached.map((policy) => policy.key).join('\n'));
  return [...kinds.values()].map(together);
}

/** One set of identity policies, as one test had it. */
interface Holder {
  readonly identity: PolicyGroup;
  readonly decisions: readonly ReadDecision[];
  readonly attached: readonly PolicyUnderTest[];
  readonly grants: readonly UsedGrant[];
}

function together(holders: readonly Holder[]): LeastPrivilege {
  const suggested = holders.map((holder) => ({ holder, Statement: suggestedStatements(holder.grants) }));
  const [largest] = [...suggested].sort((a, b) => b.holder.grants.length - a.holder.grants.length);
  const proofs = suggested.map(({ holder, Statement }) => prove(holder, Statement));
  const attached = largest?.holder.attached ?? [];
  const names = holders.flatMap(({ decisions }) => decisions.map(({ decision }) => principalName(decision)));
  const grants = holders.flatMap((holder) => holder.grants);
  return {
    principals: [...new Set(names)],
    attached,
    used: usedActions(grants),
    suggestion: { Version: '2012-10-17', Statement: largest?.Statement ?? [] },
    unused: attached.flatMap((policy) => unusedOf(policy, grants)),
    proof: {
      kept: proofs.reduce((sum, { kept }) => sum + kept, 0),
      lost: proofs.flatMap(({ lost }) => lost),
    },
  };
}

function principalName({ request: { principal } }: Decision): string {
  if (principal.type === 'assumed-role') return withoutRun(principal.roleArn);
  return 'arn' in principal ? withoutRun(principal.arn) : principal.type;
}

/** What of the identity policies let each call through. A policy of AWS counts too: the suggestion has to stand alone. */
function grantsOf(identity: PolicyGroup, decisions: readonly ReadDecision[]): readonly UsedGrant[] {
  return decisions.flatMap(({ decision }) => {
    if (decision.outcome !== 'allowed') return [];
    const deciding = decision.deciding.find(({ layer }) => layer === 'identity');
    const attached = identity.policies.find(({ source }) => source === deciding?.source);
    const statement = attached?.policy.statements.find(({ index }) => index === deciding?.index);
    if (attached === undefined || statement === undefined) return [];
    const pattern = resourcesMet(statement, decision.request).indexOf(true);
    return [{ attached, statement, request: decision.request, pattern }];
  });
}

/** Denies stay as they are: they only take away. */
function prove({ identity, decisions }: Holder, Statement: readonly SuggestedStatement[]): LeastPrivilegeProof {
  const denies = identity.policies.map(({ policy, source }) => ({
    source,
    policy: { ...policy, statements: policy.statements.filter(({ effect }) => effect === 'Deny') },
  }));
  const document = JSON.stringify({ Version: '2012-10-17', Statement });
  const suggested = { policy: compile(document, { kind: 'identity', accepted: true }), source: { name: 'suggestion' } };
  const smallest = gather([...denies, suggested]);
  const allowed = decisions.filter(({ decision }) => decision.outcome === 'allowed');
  const lost = allowed.filter(({ decision: { request, policies } }) => {
    return authorize(request, { ...policies, identity: smallest }).outcome === 'denied';
  });
  return { kept: allowed.length - lost.length, lost };
}

function unusedOf(policy: PolicyUnderTest, grants: readonly UsedGrant[]): readonly UnusedGrant[] {
  const places = placesOf(policy.policy, policy.source);
  const allows = policy.policy.statements.filter(
    ({ effect, index }) => effect === 'Allow' && !policy.ownStatements.has(index),
  );
  return allows.flatMap((statement) => {
    const { index, element, exceptActions, exceptResources } = statement;
    const own = grants.filter((grant) => grant.statement.index === index && policy.variants.includes(grant.attached));
    const facts = { policy, statement };
    if (own.length === 0)
      return [{ ...facts, line: places.statement(index).start.line, what: 'the statement', used: [] }];
    const part = (name: 'action' | 'resource', written: string, line: number, used: readonly string[]) => {
      const isWhole = used.length > 0 && !/[*?]/.test(written);
      return isWhole ? [] : [{ ...facts, line, what: `${name} ${written}`, used: [...new Set(used)] }];
    };
    const actions = exceptActions ? [] : (element.action ?? []);
    const resources = exceptResources ? [] : (element.resource ?? []);
    return [
      ...actions.flatMap((written, at) => {
        const used = own.filter((grant) => actionsMet(grant.statement, grant.request)[at]);
        return part(
          'action',
          written,
          places.item(index, 'Action', at).start.line,
          used.map(({ request }) => request.action),
        );
      }),
      ...resources.flatMap((written, at) => {
        const used = own.filter((grant) => resourcesMet(grant.statement, grant.request)[at]);
        const line = places.item(index, 'Resource', at).start.line;
        return part(
          'resource',
          written,
          line,
          used.map(({ request }) => withoutRun(request.resource)),
        );
      }),
    ];
  });
}
