import type { TestModule } from 'vitest/node';
import type { RunSummary, TestCounts } from './run-summary.js';

/** What the reporters of Vitest know of a test; `junit` makes properties of its annotations. */
interface AnnotatedTest {
  readonly fullName: string;
  readonly module: { readonly relativeModuleId: string };
  readonly task: { readonly annotations: { type: string; message: string }[] };
}

/** Tells the reporters that write when the run has ended, `junit` among them, how often a test was allowed and denied. */
export function addProperties(
  modules: readonly TestModule[],
  { tests, target }: RunSummary,
  shown: (text: string) => string,
): void {
  const counts = new Map(tests.map((test) => [keyOf(test.file, test.name), test]));
  for (const module of modules) {
    for (const test of module.children.allTests()) {
      // The task is what the reporters read; Vitest has no way to annotate a test that has ended.
      const { fullName, module: of, task } = test as unknown as AnnotatedTest;
      const found = counts.get(keyOf(of.relativeModuleId, fullName));
      if (found === undefined) continue;
      for (const [type, message] of Object.entries(properties(found, target)))
        task.annotations.push({ type, message: shown(message) });
    }
  }
}

function properties({ allowed, denied }: TestCounts, target: string): Readonly<Record<string, string>> {
  return {
    'iam-rehearsal.target': target,
    'iam-rehearsal.allowed': String(allowed),
    'iam-rehearsal.denied': String(denied),
  };
}

function keyOf(file: string, name: string): string {
  return `${file}\n${name}`;
}
