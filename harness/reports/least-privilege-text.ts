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
  return [
    '',
    `${principals.join(', ')} with ${attached.map(({ name }) => name).join(', ')}`,
    ...unused.map(unusedWords).map(({ place, words }) => `  ${place}  ${words}`),
    `  smallest policy (${proofWords(proof)}):`,
    ...withoutRun(JSON.stringify(suggestion, undefined, 2))
      .split('\n')
      .map((line) => `    ${line}`),
  ];
}

/** Whether the smallest policy is enough. */
export function proofWords({ kept, lost }: LeastPrivilege['proof']): string {
  if (lost.length > 0)
    return `not proved: ${lost.length} of ${kept + lost.length} calls that were allowed are denied by it`;
  return kept === 1
    ? 'proved: the one call that was allowed is allowed by it'
    : `proved: all ${kept} calls that were allowed are allowed by it`;
}

/** What was granted and not needed: where it stands, and a sentence that says so. */
export function unusedWords({ policy, statement, line, what, used }: UnusedGrant): {
  readonly place: string;
  readonly words: string;
} {
  const name = statementName(statement);
  const part = what === 'the statement' ? name : `${withoutRun(what)} of ${name}`;
  const needed = used.length === 0 ? 'was not needed' : `was needed for ${shortened(used)} only`;
  return { place: placeText(policy.name, policy.source, { line, column: 1 }), words: `${part} ${needed}` };
}

/** How much was granted that was not needed; undefined in a run that needed nothing of a policy of its own. */
export function unusedFigures(suggestions: readonly LeastPrivilege[]): string | undefined {
  if (suggestions.length === 0) return undefined;
  const unused = suggestions.flatMap((suggestion) => suggestion.unused);
  const never = unused.filter(({ used }) => used.length === 0).length;
  const grants = (count: number) => `${count} ${count === 1 ? 'grant was' : 'grants were'}`;
  const partly = unused.length - never;
  return `${grants(never)} not needed${partly === 0 ? '' : `, ${partly} more only in part`}`;
}

function shortened(names: readonly string[], most = 5): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}
