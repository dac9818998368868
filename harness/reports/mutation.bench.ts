/** How many faulty policies a second are judged by the recorded decisions of a run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorize, compile, gather } from '../engine/index.js';
import { medium, tiny, type Workload } from '../engine/workloads.fixture.js';
import { type MutationReport, mutatePolicies } from './mutation.js';
import { mutationScore } from './mutation-text.js';
import { createRecordWriter, type ReadRun, readRun } from './run-record.js';

/** The issue asks for thousands. */
const GOAL = 1_000;

for (const workload of [tiny(), medium()]) {
  const run = recorded(workload);
  const start = process.cpuUsage();
  let report: MutationReport;
  let mutants = 0;
  do {
    report = mutatePolicies(run);
    mutants += report.mutants.length;
  } while (seconds(start) < 0.5);
  const rate = Math.round(mutants / seconds(start));
  const { killed, total } = mutationScore(report);
  const met = rate >= GOAL ? 'met' : 'MISSED';
  console.log(
    `  ${workload.name}: ${rate.toLocaleString('en')} mutants/s of CPU, ${total} mutants by ${report.assertions} assertions, ${killed} killed (goal: ${GOAL.toLocaleString('en')}, ${met})`,
  );
}

function seconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

/** A run in which each request of the workload was made and asserted. */
function recorded({ documents, requests }: Workload): ReadRun {
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
