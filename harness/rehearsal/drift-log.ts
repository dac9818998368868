import { appendToLog } from '../drift/call-log.js';
import { type LeftOut, type ParityCase, parityCase } from '../drift/parity-case.js';
import { type CallRecorder, type RecorderOptions, recordCalls } from '../drift/recorder.js';
import {
  EnforcementNotProven,
  type Proof,
  proveEnforcement,
  type Target,
  type TargetAccount,
} from '../targets/index.js';
import { callsFolder, isParity } from '../targets/select.js';

/** A test as Vitest knows it. */
interface Task {
  readonly name: string;
  readonly type?: string;
  readonly file: { readonly name: string };
  readonly suite?: Task | undefined;
}

/** Records the calls of one test for `rehearse drift`. */
interface TestLog {
  observe(account: TargetAccount, test: string): CallRecorder;
  write(): Promise<void>;
}

/** Undefined in a run that is not watched. */
export function testLog(task: Task): TestLog | undefined {
  const folder = callsFolder();
  if (folder === undefined) return undefined;
  let recorder: CallRecorder | undefined;
  const cases: (ParityCase | LeftOut)[] = [];
  const decided: RecorderOptions['decided'] = (decisions, hide) => {
    const from = `${task.file.name} > ${fullName(task)}`;
    for (const { whole } of decisions) if (whole) cases.push(parityCase(from, whole, hide));
  };
  return {
    observe(account, test) {
      recorder = recordCalls(account, test, isParity() ? { decided } : {});
      return recorder;
    },
    async write() {
      if (recorder === undefined) return;
      appendToLog(folder, { kind: 'test', file: task.file.name, name: fullName(task), calls: await recorder.calls() });
      if (cases.length > 0) appendToLog(folder, { kind: 'cases', cases });
    },
  };
}

/** Where drift is looked for, a target that does not enforce is no reason to stop: it is what is to be shown. */
export async function proveOrLog(target: Target): Promise<Proof | undefined> {
  const folder = callsFolder();
  if (folder === undefined) return proveEnforcement(target);
  try {
    const proof = await proveEnforcement(target);
    appendToLog(folder, { kind: 'proof', failure: undefined });
    return proof;
  } catch (error) {
    if (!(error instanceof EnforcementNotProven)) throw error;
    appendToLog(folder, { kind: 'proof', failure: error.message });
    return undefined;
  }
}

/** With the names of its suites. */
export function fullName(task: Task): string {
  return task.suite === undefined ? task.name : `${fullName(task.suite)} > ${task.name}`;
}
