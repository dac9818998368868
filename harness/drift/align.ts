import type { RecordedCall } from './call.js';

/** A call with its place among the calls of its test, from 1. */
export interface PlacedCall {
  readonly call: RecordedCall;
  readonly at: number;
}

/** The same call in two runs, or one that only one of them has. */
export type Pair = readonly [expected: PlacedCall | undefined, actual: PlacedCall | undefined];

/**
 * Finds which calls of two runs of a test belong together, so that one missing call does not shift all that follow. First the longest
 * common sequence of calls that are alike in everything; between them calls of one principal and operation, whatever their input.
 */
export function align(expected: readonly RecordedCall[], actual: readonly RecordedCall[]): readonly Pair[] {
  const one = placed(expected);
  const other = placed(actual);
  return paired(one, other, whole).flatMap((piece) => ('pair' in piece ? [piece.pair] : between(piece.gap)));
}

type Key = (call: RecordedCall) => string;

interface Gap {
  readonly expected: readonly PlacedCall[];
  readonly actual: readonly PlacedCall[];
}

const kind: Key = ({ by, operation }) => `${by} ${operation}`;
const whole: Key = (call) => `${kind(call)} ${call.key} ${JSON.stringify(call.input)}`;

function between(gap: Gap): readonly Pair[] {
  return paired(gap.expected, gap.actual, kind).flatMap((piece): readonly Pair[] =>
    'pair' in piece
      ? [piece.pair]
      : [
          ...piece.gap.expected.map((call) => [call, undefined] as const),
          ...piece.gap.actual.map((call) => [undefined, call] as const),
        ],
  );
}

/** The pairs of a longest common sequence, and what stands between them. */
function paired(
  expected: readonly PlacedCall[],
  actual: readonly PlacedCall[],
  key: Key,
): readonly ({ readonly pair: Pair } | { readonly gap: Gap })[] {
  const [one, other] = [expected.map(({ call }) => key(call)), actual.map(({ call }) => key(call))];
  const lengths = commonLengths(one, other);
  const pieces: ({ readonly pair: Pair } | { readonly gap: Gap })[] = [];
  let gap = { expected: [] as PlacedCall[], actual: [] as PlacedCall[] };
  const close = () => {
    if (gap.expected.length + gap.actual.length > 0) pieces.push({ gap });
    gap = { expected: [], actual: [] };
  };
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    const [left, right] = [expected[i], actual[j]];
    if (left && right && one[i] === other[j]) {
      close();
      pieces.push({ pair: [left, right] });
      i++;
      j++;
    } else if (right === undefined || (left && (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      if (left) gap.expected.push(left);
      i++;
    } else {
      gap.actual.push(right);
      j++;
    }
  }
  close();
  return pieces;
}

/** For each pair of places how long the longest common sequence from there on is. */
function commonLengths(one: readonly string[], other: readonly string[]): readonly (readonly number[])[] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const row = lengths[i] ?? [];
      row[j] =
        one[i] === other[j] ? 1 + (lengths[i + 1]?.[j + 1] ?? 0) : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return lengths;
}

function placed(calls: readonly RecordedCall[]): readonly PlacedCall[] {
  return calls.map((call, index) => ({ call, at: index + 1 }));
}
