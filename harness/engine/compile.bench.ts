/** Compiling every AWS managed policy, beside `JSON.parse` of the same texts. */
import { managedPolicies } from '../reference/managed-policies.js';
import { compile } from './index.js';

const ROUNDS = 25;
const GOAL = 10;

const catalogue = managedPolicies();
const documents = catalogue.arns().map((arn) => catalogue.get(arn)?.document() ?? '');

/** Milliseconds of CPU. */
function cpuOf(work: (document: string) => unknown): number {
  const before = process.cpuUsage();
  for (const document of documents) work(document);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const works = [
  (document: string) => JSON.parse(document) as unknown,
  (document: string) => compile(document, { kind: 'identity' }),
  (document: string) => compile(document, { kind: 'identity' }).statements,
];
const times = works.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [index, work] of works.entries()) times[index]?.push(cpuOf(work));
}
const [parse = 0, check = 0, full = 0] = times.map((list) => list.sort((a, b) => a - b)[ROUNDS >> 1] ?? 0);

const length = documents.reduce((sum, { length: one }) => sum + one, 0);
console.log(`  ${documents.length} documents, ${(length / 1e6).toFixed(1)} MB, median CPU of ${ROUNDS} rounds`);
console.log(
  `  JSON.parse ${parse.toFixed(1)} ms, compile ${check.toFixed(1)} ms: ${(check / parse).toFixed(1)}x (goal: ${GOAL}x)`,
);
console.log(
  `  compile and prepare each statement, as its first decision does: ${full.toFixed(1)} ms, ${(full / parse).toFixed(1)}x`,
);
