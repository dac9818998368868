import type { CompiledStatement } from '../engine/statement.js';
import { statementName } from './coverage-figures.js';
import { placeText } from './document-paths.js';
import type { Mutant, MutationReport } from './mutation.js';
import type { MutatorName } from './mutators.js';
import { withoutRun } from './policies-under-test.js';
import { principalRemark } from './principal-remark.js';

/** How many of the faults the tests would notice. */
export interface MutationScore {
  readonly killed: number;
  readonly total: number;
  /** Rounded down. */
  readonly percent: number;
}

export function mutationScore({ mutants }: Pick<MutationReport, 'mutants'>): MutationScore {
  const killed = mutants.filter(({ state }) => state === 'killed').length;
  const total = mutants.length;
  return { killed, total, percent: total === 0 ? 100 : Math.floor((killed * 100) / total) };
}

export function survivors({ mutants }: MutationReport): readonly Mutant[] {
  return mutants.filter(({ state }) => state === 'survived');
}

/** What to say where fewer are killed than `threshold` percent; undefined where it is enough. */
export function belowMutationThreshold(report: MutationReport, threshold: number): string | undefined {
  const { killed, total, percent } = mutationScore(report);
  if (percent >= threshold) return undefined;
  return `policy mutation score is ${percent}%, below the threshold of ${threshold}%: ${total - killed} of ${total} faults would go unnoticed`;
}

/** A report for a terminal: the score, and each survivor with `file:line` and the test that is missing. */
export function mutationText(report: MutationReport): string {
  const { killed, total, percent } = mutationScore(report);
  const unknown =
    report.unknown === 0
      ? ''
      : `; ${report.unknown} more could not be decided again, since the target does not tell its policies`;
  const lines = [
    `Policy mutation: ${percent}%; ${killed} of ${total} faults would be noticed by the ${report.assertions} assertions${unknown}`,
  ];
  const surviving = survivors(report);
  const remarks = remarksOn(surviving);
  for (const mutant of surviving) {
    const { policy, place } = mutant;
    const remark = remarks.get(mutant);
    lines.push(
      `  ${placeText(policy.name, policy.source, place.start)}  ${withoutRun(mutantName(mutant))}`,
      `      ${withoutRun(missingTest(mutant))}`,
      ...(remark === undefined ? [] : [`      ${withoutRun(remark)}`]),
    );
  }
  return lines.join('\n');
}

/** What statements leave open by whom they name, each at the first fault that nobody would notice. */
export function remarksOn(surviving: readonly Mutant[]): ReadonlyMap<Mutant, string> {
  const said = new Set<CompiledStatement>();
  const remarks = new Map<Mutant, string>();
  for (const mutant of surviving) {
    const { statement, policy } = mutant;
    if (statement === undefined || said.has(statement)) continue;
    said.add(statement);
    const remark = principalRemark(statement, policy.kind);
    if (remark !== undefined) remarks.set(mutant, remark);
  }
  return remarks;
}

/** `action s3:GetObject widened to * (statement Read)` */
export function mutantName({ statement, what, mutator }: Mutant): string {
  if (statement === undefined) return what;
  return mutator === 'drop-statement' ? `${statementName(statement)} dropped` : `${what} (${statementName(statement)})`;
}

/** A sentence that says which test would notice the fault. */
export function missingTest(mutant: Mutant): string {
  const { unasserted } = mutant;
  const wanted = `No test asserts that ${WANTED[mutant.mutator](mutant)}.`;
  if (unasserted === undefined) return wanted;
  const { request, outcome } = unasserted.decision;
  const matcher = outcome === 'allowed' ? 'toBeAllowed' : 'toBeDenied';
  const where = unasserted.test === undefined ? '' : ` in "${unasserted.test.name}"`;
  return `${wanted} ${request.action} on ${request.resource} was ${outcome}${where}, unasserted: use \`${matcher}\` there.`;
}

/** What a statement that speaks about more or fewer requests does. */
function comesOut({ statement }: Mutant, then: 'more' | 'fewer'): 'allowed' | 'denied' {
  const isAllow = statement?.effect !== 'Deny';
  return isAllow === (then === 'more') ? 'denied' : 'allowed';
}

const WANTED: Readonly<Record<MutatorName, (mutant: Mutant) => string>> = {
  'drop-statement': (mutant) => decidedByIt(mutant),
  'flip-effect': (mutant) => decidedByIt(mutant),
  'widen-action': (mutant) =>
    `an action beyond ${mutant.subject} is ${comesOut(mutant, 'more')} on ${some(mutant, 'resource')}`,
  'widen-resource': (mutant) =>
    `${some(mutant, 'action')} on a resource beyond ${mutant.subject} is ${comesOut(mutant, 'more')}`,
  'widen-principal': (mutant) =>
    `${some(mutant, 'action')} by anyone that it does not name is ${comesOut(mutant, 'more')}`,
  'drop-exception': (mutant) => `what is excepted, ${mutant.subject}, is ${comesOut(mutant, 'more')}`,
  'drop-conditions': (mutant) =>
    `${some(mutant, 'action')} is ${comesOut(mutant, 'more')} when its conditions do not hold`,
  'drop-condition-key': (mutant) =>
    `${some(mutant, 'action')} is ${comesOut(mutant, 'more')} when ${mutant.subject} does not hold`,
  'drop-condition-value': (mutant) =>
    `${some(mutant, 'action')} is ${comesOut(mutant, mutant.effect === 'more' ? 'more' : 'fewer')} for ${mutant.subject}`,
  'drop-boundary': () => 'anything beyond the boundary is denied to a principal whose own policies allow it',
};

function decidedByIt(mutant: Mutant): string {
  return `${some(mutant, 'action')} on ${some(mutant, 'resource')} is ${comesOut(mutant, 'fewer')} by it`;
}

/** The actions or resources that the statement names. */
function some({ statement }: Mutant, part: 'action' | 'resource'): string {
  const { action, notAction, resource, notResource } = statement?.element ?? {};
  const [names, except] = part === 'action' ? [action, notAction] : [resource, notResource];
  const [first = '*', ...more] = names ?? [];
  if (names !== undefined)
    return first === '*' ? `any ${part}` : more.length === 0 ? first : `${first} (or another of its ${part}s)`;
  return except === undefined ? 'the role' : `any ${part} but ${except.join(', ')}`;
}
