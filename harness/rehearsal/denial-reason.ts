import { type Layer, trace } from '../engine/index.js';
import type { DecisionView } from '../targets/index.js';
import type { Attempt } from './attempt.js';
import type { HasArn } from './documents.js';
import { RehearsalError } from './rehearsal-error.js';

/** What decided, for a denial that is to have a certain reason. Only on targets that show their decisions. */
export interface DenialReason {
  /**
   * What denied, by any of its names: a layer (`boundary` is the principal's permissions boundary, `scp` the organization's), the name
   * or ARN of a policy, the policy that `account.policy()` or `account.boundary()` made, or the Sid of a statement. Where nothing allows, that
   * is the layer, and the policies in it.
   */
  readonly by?: Layer | (string & {}) | HasArn;
  readonly because?: 'explicit-deny' | 'implicit-deny';
  readonly layer?: Layer;
  /** Of the statement that denied. */
  readonly sid?: string;
  /** The name or ARN of the policy that denied. */
  readonly policy?: string;
}

/** What of a denial is not as the test wants it: lines for a person. */
export function mismatches(
  { words, decisions, how }: Attempt,
  { message, ...reason }: Readonly<Record<keyof DenialReason | 'message', unknown>>,
): readonly string[] {
  const wrong: string[] = [];
  if (message !== undefined) {
    if (words === undefined)
      throw new RehearsalError(`AWS's words come with a call only, and this was ${how}; leave out \`message\``);
    const matches = message instanceof RegExp ? message.test(words) : words.includes(String(message));
    if (!matches)
      wrong.push(`and in words that ${message instanceof RegExp ? 'match' : 'contain'}: ${String(message)}`);
  }
  const wanted = Object.entries(reason).filter(([, value]) => value !== undefined);
  if (wanted.length === 0) return wrong;
  const denied = decisions.find(({ outcome }) => outcome === 'denied');
  if (denied === undefined) {
    throw new RehearsalError(
      `nothing shows who decided: attempt it with a principal, on a target that shows decisions (\`embedded\`, \`container\`, a \`rehearse serve\`), or leave out ${wanted.map(([name]) => `\`${name}\``).join(', ')}`,
    );
  }
  for (const [name, value] of wanted) {
    const actual = REASONS[name as keyof DenialReason](denied);
    if (!actual.includes(value as string))
      wrong.push(
        `and ${REASON_WORDS[name as keyof DenialReason]} \`${String(value)}\`, where it is ${actual.filter((it) => it !== undefined).join(', ') || 'nothing'}`,
      );
  }
  return wrong;
}

/** What a test asks of a denial, after `expected … to be denied`. */
const REASON_WORDS: Readonly<Record<keyof DenialReason, string>> = {
  by: 'by',
  because: 'because of an',
  layer: 'in the layer',
  sid: 'by the statement',
  policy: 'by the policy',
};

type Names = (decision: DecisionView) => readonly (string | undefined)[];

const policyNames: Names = ({ deciding }) => deciding.flatMap(({ source: { name, arn } }) => [name, arn]);

const REASONS: Readonly<Record<keyof DenialReason, Names>> = {
  by: (decision) => [
    decision.layer,
    ...policyNames(decision),
    ...decision.deciding.map(({ sid }) => sid),
    ...policiesThatDoNotAllow(decision),
  ],
  because: ({ because }) => [because],
  layer: ({ layer }) => [layer],
  sid: ({ deciding }) => deciding.map(({ sid }) => sid),
  policy: policyNames,
};

/** Of a layer in which nothing allows, all policies; only where the target tells them. */
function policiesThatDoNotAllow({ because, layer, whole }: DecisionView): readonly (string | undefined)[] {
  if (because !== 'implicit-deny' || whole === undefined) return [];
  const groups = trace(whole).layers.find((traced) => traced.layer === layer)?.groups ?? [];
  return [...new Set(groups.flat().flatMap(({ source: { name, arn } }) => [name, arn]))];
}
