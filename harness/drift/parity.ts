import type { PolicyEvaluationDecision, SimulateCustomPolicyInput } from '../engine/index.js';
import type { ParityCase } from './parity-case.js';

/** Asks AWS: the call `SimulateCustomPolicy`, which reads and changes nothing. */
export type Ask = (input: SimulateCustomPolicyInput) => Promise<PolicyEvaluationDecision>;

export interface ParityDifference {
  readonly from: string;
  readonly action: string;
  readonly resource: string;
  /** What the engine says, and what AWS does. */
  readonly expected: PolicyEvaluationDecision;
  readonly actual: PolicyEvaluationDecision | string;
  readonly input: SimulateCustomPolicyInput;
}

export interface ParityReport {
  readonly asked: number;
  readonly differences: readonly ParityDifference[];
  /** How many decisions were left out, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
}

/** Asks about each case, one call after the other, and keeps what AWS decides otherwise. The same question is asked once. */
export async function compareWithSimulator(
  cases: readonly ParityCase[],
  account: string,
  ask: Ask,
): Promise<Pick<ParityReport, 'asked' | 'differences'>> {
  const questions = new Map(cases.map((it) => [JSON.stringify([it.input, it.expected]), it]));
  const differences: ParityDifference[] = [];
  for (const { from, input, expected } of questions.values()) {
    const question = inAccount(input, account);
    const actual = await ask(question).catch(reasonOf);
    if (actual === expected) continue;
    const [action = ''] = input.ActionNames;
    differences.push({ from, action, resource: input.ResourceArns?.[0] ?? '*', expected, actual, input });
  }
  return { asked: questions.size, differences };
}

export function parityText({ asked, differences, leftOut }: ParityReport): string {
  const lines = differences.map(
    ({ from, action, resource, expected, actual }) =>
      `${from}\n  ${action} on ${resource}: the engine says ${expected}, AWS ${actual}`,
  );
  const left = Object.entries(leftOut).map(([reason, count]) => `  ${count} ${reason}`);
  return [
    ...lines,
    ...(left.length > 0 ? ['left out, since the simulator does not decide them:', ...left] : []),
    `engine against SimulateCustomPolicy: ${asked} questions asked, ${differences.length === 0 ? 'none differs' : `${differences.length} differ`}; nothing was created`,
    '',
  ].join('\n');
}

function inAccount<T>(input: T, account: string): T {
  return JSON.parse(JSON.stringify(input).replaceAll('<account>', account)) as T;
}

/** A question that AWS refuses is a difference too: the engine had an answer. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? `refuses to simulate (${error.name}: ${error.message})` : String(error);
}
