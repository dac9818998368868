import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Signal = (typeof SIGNALS)[number];
type Listener = (...args: unknown[]) => void;

/** The part of `process` that is needed here. */
export interface Signalled {
  listeners(signal: Signal): unknown[];
  removeAllListeners(signal: Signal): unknown;
  on(signal: Signal, listener: Listener): unknown;
  exit(code: number): unknown;
}

/**
 * Does something first when the process is told to end, and ends it then. Vitest's own listeners would end it within a millisecond;
 * they are put back when this is disposed of. A second signal ends at once.
 */
export function beforeTheEnd(task: (signal: Signal) => Promise<void>, process: Signalled): Disposable {
  const before = SIGNALS.map((signal) => ({ signal, listeners: process.listeners(signal) as Listener[] }));
  let isEnding = false;
  for (const { signal } of before) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      const code = 128 + constants.signals[signal];
      if (isEnding) process.exit(code);
      isEnding = true;
      task(signal).finally(() => process.exit(code));
    });
  }
  return {
    [Symbol.dispose]() {
      for (const { signal, listeners } of before) {
        process.removeAllListeners(signal);
        for (const listener of listeners) process.on(signal, listener);
      }
    },
  };
}
