import type { PolicyKind } from '../engine/index.js';
import type { CompiledStatement } from '../engine/statement.js';

/**
 * What a statement leaves open by whom it names and what it does not ask for, in words; undefined where it names nobody so broadly, or
 * narrows it by a condition.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function principalRemark(statement: Pick<CompiledStatement, 'element'>, kind: PolicyKind): string | undefined {
  const { effect, principal, conditions } = statement.element;
  if (effect !== 'Allow' || principal === undefined) return undefined;
  const named: Named =
    principal === '*'
      ? { accounts: ['*'], services: [], providers: [] }
      : {
          accounts: principal.get('AWS') ?? [],
          services: principal.get('Service') ?? [],
          providers: principal.get('Federated') ?? [],
        };
  const keys = conditions.map(({ key }) => key.toLowerCase());
  for (const rule of RULES) {
    const found = rule(named, keys, kind);
    if (found !== undefined) return found;
  }
  return undefined;
}

interface Named {
  readonly accounts: readonly string[];
  readonly services: readonly string[];
  readonly providers: readonly string[];
}

type Rule = (named: Named, keys: readonly string[], kind: PolicyKind) => string | undefined;

/** What keeps a service from acting for others than its own. */
const SOURCES = ['aws:sourcearn', 'aws:sourceaccount', 'aws:sourceorgid', 'aws:sourceorgpaths'];

/** A further remark is one more function here. */
const RULES: readonly Rule[] = [
  ({ accounts }, keys, kind) => {
    if (!accounts.includes('*') || keys.length > 0) return undefined;
    return kind === 'trust'
      ? 'Principal is * and there is no condition: whoever is allowed sts:AssumeRole, in any account, may assume the role'
      : 'Principal is * and there is no condition: that is everyone, also without credentials';
  },
  ({ accounts }, keys, kind) => {
    const [account] = accounts.flatMap((name) => /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/.exec(name)?.[1] ?? []);
    if (kind !== 'trust' || account === undefined || keys.length > 0) return undefined;
    return `it trusts all of the account ${account} without a condition (sts:ExternalId where that is a third party's): whoever is allowed sts:AssumeRole there may assume the role`;
  },
  ({ services: [service] }, keys) => {
    if (service === undefined || keys.some((key) => SOURCES.includes(key))) return undefined;
    return `it trusts ${service} without a condition of aws:SourceArn or aws:SourceAccount, which keep strangers from using the service, where it sends them`;
  },
  ({ providers: [provider] }, keys) => {
    if (provider === undefined || keys.length > 0) return undefined;
    return `it trusts ${provider} without a condition: whoever signs in there may assume the role`;
  },
];
