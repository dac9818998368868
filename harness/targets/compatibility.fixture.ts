import type { PromiseName } from './conformance.fixture.js';
import { PROMISES } from './conformance.fixture.js';
import { PROMISES_OF_OURS } from './promises-of-ours.fixture.js';

interface Skip {
  readonly reason: string;
  readonly promises: readonly PromiseName[];
}

/** A kind of target: a column of the README's table, and what it does not promise. */
interface TargetKind {
  readonly heading: string;
  readonly skip: readonly Skip[];
}

const CONTROLLED = Object.keys(PROMISES_OF_OURS) as (keyof typeof PROMISES_OF_OURS)[];

/** AWS's own simulator does it too. */
const DECIDED = 'any action of AWS is decided about without being executed';

/** What each kind of target skips, and why. */
export const KINDS = {
  embedded: { heading: '`embedded`', skip: [] },
  served: { heading: '`container`, `endpoint` at a `rehearse serve`', skip: [] },
  foreign: {
    heading: '`localstack`, `endpoint` at another server',
    skip: [
      {
        reason: 'some verify signatures and some do not: the proof before the first test says which',
        promises: ['a wrong secret is refused'],
      },
      { reason: 'nothing beside the protocols of AWS is asked of a server that is not ours', promises: CONTROLLED },
    ],
  },
  live: {
    heading: '`live`',
    skip: [
      {
        reason: 'AWS has one account here, its own time, and sees where requests come from',
        promises: CONTROLLED.filter((promise) => promise !== DECIDED),
      },
    ],
  },
} as const satisfies Readonly<Record<string, TargetKind>>;

export type KindName = keyof typeof KINDS;

export function skipReason(kind: KindName, promise: PromiseName): string | undefined {
  const { skip }: TargetKind = KINDS[kind];
  return skip.find(({ promises }) => promises.includes(promise))?.reason;
}

/** The table of the README, with the reasons below it. */
export function compatibilityTable(): string {
  const kinds = Object.keys(KINDS) as KindName[];
  const reasons: readonly string[] = [
    ...new Set(kinds.flatMap((kind) => KINDS[kind].skip.map(({ reason }) => reason))),
  ];
  const cell = (kind: KindName, promise: PromiseName) => {
    const reason = skipReason(kind, promise);
    return reason === undefined ? 'yes' : `no (${reasons.indexOf(reason) + 1})`;
  };
  const rows = (Object.keys(PROMISES) as PromiseName[]).map((promise) => [
    promise,
    ...kinds.map((kind) => cell(kind, promise)),
  ]);
  const table = aligned([['', ...kinds.map((kind) => KINDS[kind].heading)], ...rows]);
  return [...table, '', ...reasons.map((reason, index) => `${index + 1}. ${reason}`)].join('\n');
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [heading = [], ...rest] = rows;
  return [line(heading), line(widths.map((width) => '-'.repeat(width))), ...rest.map(line)];
}
