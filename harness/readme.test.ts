import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const read = (file: string) => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');

test("the README's first test is a scenario that runs", () => {
  expect(read('README.md')).toContain(`\`\`\`ts\n${read('scenarios/first-test.scenario.test.ts')}\`\`\`\n`);
});
