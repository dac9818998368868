import { gather, type PolicyGroup } from '../engine/index.js';

/** A group without the statements of these Sids. */
export function withoutStatements(sids: readonly string[], { policies }: PolicyGroup): PolicyGroup {
  return gather(
    policies.map(({ policy, source }) => ({
      source,
      policy: {
        ...policy,
        version: policy.version,
        statements: policy.statements.filter(({ sid }) => sid === undefined || !sids.includes(sid)),
      },
    })),
  );
}
