import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorize, compile, gather } from '../engine/index.js';
import type { Workload } from '../engine/workloads.fixture.js';
import { createRecordWriter, type ReadRun, readRun } from './run-record.js';

/** A run in which each request of the workload was made and asserted. */
export function recordedWorkload({ documents, requests }: Pick<Workload, 'documents' | 'requests'>): ReadRun {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  const identity = gather(
    documents.map((document, index) => ({
      policy: compile(document, { kind: 'identity', accepted: true }),
      source: { name: `policy-${index}` },
    })),
  );
  const writer = createRecordWriter({ folder, id: 'bench', target: 'embedded', worker: '1', start: 0 });
  const test = writer.beginTest();
  for (const request of requests) {
    const decision = authorize(request, { identity });
    const { outcome } = decision;
    const number = writer.decision({ operation: request.action, time: 0, test, phase: 'test', decision });
    const asserted = { by: 'matcher', what: request.action, expected: outcome, outcome, how: 'decided' } as const;
    writer.assertion({ test, ...asserted, decisions: [number] });
  }
  writer.endTest({ test, file: 'a.test.ts', name: 'a', state: 'passed', duration: 0 });
  writer.flush();
  const run = readRun(folder);
  rmSync(folder, { recursive: true });
  return run;
}
