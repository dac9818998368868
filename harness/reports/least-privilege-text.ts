import { statementName } from './coverage-figures.js';
import { placeText } from './document-paths.js';
import type { LeastPrivilege, UnusedGrant } from './least-privilege.js';
import { withoutRun } from './policies-under-test.js';

/** A report for a terminal: for everyone, what was not needed, the smallest policy, and the proof. */
export function leastPrivilegeText(suggestions: readonly LeastPrivilege[]): string {
  if (suggestions.length === 0) return 'Least privilege: nothing was called that a policy of the run allowed';
  return ['Least privilege', ...suggestions.flatMap(suggestionLines)].join('\n');
}

function suggestionLines({ principals, attached, suggestion, unused, proof }: LeastPrivilege): readonly string[] {
  const { kept, lost } = proof;
  const proven =
    lost.length === 0
      ? `proved: all ${kept} calls that were allowed are allowed by it`
      : `not proved: ${lost.length} of ${kept + lost.length} calls that were allowed are denied by it`;
  return [
    '',
    `${principals.join(', ')} with ${attached.map(({ name }) => name).join(', ')}`,
    ...unused.map(unusedLine),
    `  smallest policy (${proven}):`,
    ...withoutRun(JSON.stringify(suggestion, undefined, 2))
      .split('\n')
      .map((line) => `    ${line}`),
  ];
}

function unusedLine({ policy, statement, line, what, used }: UnusedGrant): string {
  const name = statementName(statement);
  const part = what === 'the statement' ? name : `${withoutRun(what)} of ${name}`;
  const needed = used.length === 0 ? 'was not needed' : `was needed for ${shortened(used)} only`;
  return `  ${placeText(policy.name, policy.source, { line, column: 1 })}  ${part} ${needed}`;
}

function shortened(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
