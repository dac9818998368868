/** How the benchmarks of the engine take the time and the memory of a decision. */
import type { AuthorizationRequest } from './index.js';

export interface Contestant {
  decide(request: AuthorizationRequest): unknown;
  readonly requests: readonly AuthorizationRequest[];
}

/** Nanoseconds for one decision: of all batches together, of the middle batch, and of the slowest of a hundred. */
export interface Figures {
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
}

export interface Effort {
  readonly warmUp: number;
  readonly batches: number;
  /** Decisions in a batch. */
  readonly size: number;
}

const FULL: Effort = { warmUp: 150, batches: 400, size: 1_000 };

/** What was decided last, so that no decision can be left out as useless. */
export const lastDecided: { decision: unknown } = { decision: undefined };

/** Microseconds of CPU of this process: other work on the machine counts less than by the clock. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function decideAll({ decide, requests }: Contestant, count: number): void {
  for (let done = 0, at = 0; done < count; done++, at = at + 1 === requests.length ? 0 : at + 1) {
    lastDecided.decision = decide(requests[at] as AuthorizationRequest);
  }
}

/** The contestants take turns, batch by batch, so that whatever slows the machine slows all of them. */
export function measure(contestants: readonly Contestant[], effort: Partial<Effort> = {}): readonly Figures[] {
  const { warmUp, batches, size } = { ...FULL, ...effort };
  const times = contestants.map((): number[] => []);
  for (let round = 0; round < warmUp + batches; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const start = cpu();
      decideAll(contestant, size);
      if (round >= warmUp) times[index]?.push(((cpu() - start) * 1_000) / size);
    }
  }
  return times.map(figures);
}

function figures(times: readonly number[]): Figures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { mean: times.reduce((sum, time) => sum + time, 0) / times.length, p50: at(0.5), p99: at(0.99) };
}

const ALLOCATIONS = 500;
const SAMPLES = 21;

/** Bytes that a decision allocates: the median of small batches, each begun after a collection. Needs `--expose-gc`. */
export function allocated(contestant: Contestant): number {
  const nothing = { decide: () => undefined, requests: contestant.requests };
  return (medianGrowth(contestant) - medianGrowth(nothing)) / ALLOCATIONS;
}

function medianGrowth(contestant: Contestant): number {
  if (!globalThis.gc) throw new TypeError('no `gc` to call: start node with `--expose-gc`');
  const growths: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample++) {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    decideAll(contestant, ALLOCATIONS);
    growths.push(process.memoryUsage().heapUsed - before);
  }
  return growths.sort((a, b) => a - b)[SAMPLES >> 1] ?? 0;
}
