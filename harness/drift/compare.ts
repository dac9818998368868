import { align } from './align.js';
import type { CallAnswer, RecordedCall, TestCalls } from './call.js';
import { sameLayer } from './told-layer.js';

/** In what a call differs, the weightiest first. `missing` and `extra`: it was sent on one target only. */
export const DIFFERENCES = ['decision', 'code', 'layer', 'words', 'context', 'missing', 'extra'] as const;

export type Difference = (typeof DIFFERENCES)[number];

/** A call that one target answered unlike the other. */
export interface CallDifference {
  readonly file: string;
  readonly test: string;
  /** Its place among the calls of the test, from 1. */
  readonly at: number;
  readonly by: string;
  readonly operation: string;
  readonly input: RecordedCall['input'];
  readonly differs: readonly Difference[];
  /** Absent where the call is extra. */
  readonly expected?: CallAnswer;
  /** Absent where the call is missing. */
  readonly actual?: CallAnswer;
}

/** What came of comparing the calls of two runs. */
export interface Comparison {
  readonly differences: readonly CallDifference[];
  /** Calls that both sent. */
  readonly compared: number;
  /** Calls that both refused by policy, and how many of them name the layer on both sides. */
  readonly denials: number;
  readonly layersCompared: number;
  /** Calls that the second run did not come to, because its test had failed before. */
  readonly notReached: number;
}

/**
 * Compares test by test; a test that only one of the runs has is left out. Of a test that ended early in the second run the calls that it
 * did not come to are not missing, they are only counted.
 */
export function compareRuns(
  expected: readonly TestCalls[],
  actual: readonly TestCalls[],
  endedEarly: (test: TestCalls) => boolean = () => false,
): Comparison {
  const pairs = expected.flatMap((test) => {
    const other = actual.find(({ file, name }) => file === test.file && name === test.name);
    if (other === undefined) return [];
    const compared = compareTests(test, other);
    return [endedEarly(test) ? withoutEnd(compared) : compared];
  });
  return {
    notReached: sum(pairs.map(({ notReached }) => notReached)),
    differences: pairs.flatMap(({ differences }) => differences),
    compared: sum(pairs.map(({ compared }) => compared)),
    denials: sum(pairs.map(({ denials }) => denials)),
    layersCompared: sum(pairs.map(({ layersCompared }) => layersCompared)),
  };
}

/** Compares the calls of one test, the ones that were sent by the same principal with the same input. */
export function compareTests(expected: TestCalls, actual: TestCalls): Comparison {
  const pairs = align(expected.calls, actual.calls);
  const both = pairs.flatMap(([one, other]) => (one && other ? [[one.call, other.call] as const] : []));
  const denied = both.filter(([one, other]) => one.outcome === 'denied' && other.outcome === 'denied');
  const differences = pairs.flatMap(([one, other]): CallDifference[] => {
    const sent = one ?? other;
    if (sent === undefined) return [];
    const differs = one === undefined ? ['extra' as const] : differencesOf(one.call, other?.call);
    if (differs.length === 0) return [];
    const { by, operation, input } = sent.call;
    return [
      {
        file: expected.file,
        test: expected.name,
        at: sent.at,
        by,
        operation,
        input,
        differs,
        ...(one && { expected: answerOf(one.call) }),
        ...(other && { actual: answerOf(other.call) }),
      },
    ];
  });
  const layersCompared = denied.filter(([one, other]) => one.layer !== undefined && other.layer !== undefined).length;
  return { differences, compared: both.length, denials: denied.length, layersCompared, notReached: 0 };
}

function withoutEnd(comparison: Comparison): Comparison {
  const { differences } = comparison;
  const end = differences.findLastIndex(({ differs }) => !differs.includes('missing')) + 1;
  return { ...comparison, differences: differences.slice(0, end), notReached: differences.length - end };
}

/** In what two answers to one call differ. What one of them does not tell is not compared. */
function differencesOf(one: CallAnswer, other: CallAnswer | undefined): readonly Difference[] {
  if (other === undefined) return ['missing'];
  if (one.outcome !== other.outcome) return ['decision'];
  if (one.outcome === 'succeeded') return [];
  return [
    ...(one.code === other.code ? [] : ['code' as const]),
    ...(one.layer && other.layer && !sameReason(one, other) ? ['layer' as const] : []),
    ...(one.words !== undefined && other.words !== undefined && one.words !== other.words ? ['words' as const] : []),
    ...(sameKeys(one.contextKeys, other.contextKeys) ? [] : ['context' as const]),
  ];
}

function sameReason(one: CallAnswer, other: CallAnswer): boolean {
  if (one.because !== other.because) return false;
  return one.layer === undefined || other.layer === undefined || sameLayer(one.layer, other.layer);
}

function sameKeys(one: readonly string[] | undefined, other: readonly string[] | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  return one.length === other.length && one.every((key) => other.includes(key));
}

function answerOf({ by: _, key: __, operation: ___, input: ____, ...answer }: RecordedCall): CallAnswer {
  return answer;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
