import { type AttachedPolicy, authorize, type Decision, gather } from '../engine/index.js';
import { compileStatement } from '../engine/statement.js';
import { type AssertedDecisions, assertedDecisions } from './asserted-decisions.js';
import { mutationsOf, type StatementMutation } from './mutators.js';
import { policiesUnderTest } from './policies-under-test.js';
import { withGroups } from './policy-references.js';
import type { ReadDecision, ReadRun } from './run-record.js';

/** Mutation without any short cut: each mutant's policies are gathered whole, and every decision of a test is decided again. */
export function plainlyKilled(run: ReadRun): readonly string[] {
  const asserted = assertedDecisions(run);
  const ofTests = run.decisions.filter(({ phase, isWhole }) => phase === 'test' && isWhole);
  return policiesUnderTest(run.policies).flatMap(({ key, kind, policy, variants, ownStatements }) =>
    policy.statements
      .filter(({ index }) => !ownStatements.has(index))
      .flatMap(({ index, element }) =>
        mutationsOf(element, kind)
          .filter((mutation) =>
            variants.some((variant) => isKilled(variant, mutated(variant, index, mutation), ofTests, asserted)),
          )
          .map(({ what }) => mutantKey(key, index, what)),
      ),
  );
}

export function mutantKey(policy: string, statement: number, what: string): string {
  return `${policy} ${statement} ${what}`;
}

function mutated({ policy, source }: AttachedPolicy, index: number, { apply }: StatementMutation): AttachedPolicy {
  const { kind, version, document, principalIds } = policy;
  const statements = policy.statements.flatMap((statement) => {
    if (statement.index !== index) return [statement];
    const element = apply(statement.element);
    return element === undefined ? [] : [compileStatement(element, index, version, principalIds)];
  });
  return { source, policy: { kind, version, document, principalIds, statements } };
}

function isKilled(
  original: AttachedPolicy,
  mutant: AttachedPolicy,
  decisions: readonly ReadDecision[],
  asserted: AssertedDecisions,
): boolean {
  const changed = new Map<ReadDecision, Decision>();
  for (const decision of decisions) {
    const { request, policies } = decision.decision;
    const asked = withGroups(policies, (group) =>
      gather(group.policies.map((attached) => (attached === original ? mutant : attached))),
    );
    changed.set(decision, authorize(request, asked));
  }
  return decisions.some((decision) => asserted.isNoticed(decision, changed));
}
