import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  authorize,
  compile,
  type Decision,
  gather,
  type PolicyGroup,
  type PolicyKind,
  type PolicySet,
} from '../engine/index.js';
import { createRecordWriter, type Phase, type ReadRun, type RecordedReason, readRun } from './run-record.js';

const ACCOUNT = '123456789012';

/** What a decision is made of, in a few words. */
export interface Asked {
  readonly action?: string;
  readonly resource?: string;
  /** A user of this name; a role of it where it begins with `role/`. */
  readonly by?: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** One decision of a test, and what the test says of it. */
export interface Step extends Asked {
  readonly policies: PolicySet;
  readonly expected?: 'allowed' | 'denied';
  readonly reason?: RecordedReason;
  readonly phase?: Phase;
}

export const json = (...Statement: readonly object[]) => JSON.stringify({ Version: '2012-10-17', Statement });

/** A decision by one identity policy, as an emulator would hand it out. */
export function startedDecision(document: string, asked: Asked = {}) {
  return made(decide({ identity: group('identity', document) }, asked));
}

/** A group of policies, named after their kind; of files where the name of one is given. */
export function group(kind: PolicyKind, document: string, file?: string): PolicyGroup {
  const source = { name: kind, ...(file !== undefined && { file }) };
  return gather([{ policy: compile(document, { kind, accepted: true }), source }]);
}

/** The record of a run of one test, written and read. */
export function recordedRun(steps: readonly Step[]): ReadRun {
  const folder = mkdtempSync(join(tmpdir(), 'record-'));
  try {
    const writer = createRecordWriter({ folder, id: 'r', target: 'embedded', worker: '1', start: 0 });
    const test = writer.beginTest();
    for (const { policies, expected, reason, phase = 'test', ...asked } of steps) {
      const decision = decide(policies, asked);
      const number = writer.decision({ ...made(decision), test, phase });
      const { outcome, request } = decision;
      const facts = { what: request.action, outcome, how: 'called', decisions: [number] } as const;
      if (expected) writer.assertion({ test, by: 'matcher', expected, ...facts, ...(reason && { reason }) });
    }
    writer.endTest({ test, file: 'a.test.ts', name: 'a', state: 'passed', duration: 1 });
    writer.flush();
    return readRun(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function made(decision: Decision) {
  return { requestId: 'r', operation: decision.request.action, time: 2_000, decision };
}

function decide(policies: PolicySet, asked: Asked): Decision {
  const { action = 's3:GetObject', resource = 'arn:aws:s3:::notes/a', by = 'alice', context = {} } = asked;
  const keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return authorize({ principal: principal(by), action, resource, resourceAccount: ACCOUNT, context: keys }, policies);
}

function principal(by: string) {
  const [, role] = /^role\/(.*)$/.exec(by) ?? [];
  if (role === undefined) {
    return {
      type: 'user',
      account: ACCOUNT,
      arn: `arn:aws:iam::${ACCOUNT}:user/${by}`,
      uniqueId: `AIDA${by}`,
    } as const;
  }
  return {
    type: 'assumed-role',
    account: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/s`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
    roleId: `AROA${role}`,
    sessionName: 's',
  } as const;
}
