import { afterAll, beforeAll, expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import { EXTRA_ROWS, NEVER_FILLED, WITHOUT_TAGS } from './condition-keys.fixture.js';
import { type Emulator, startEmulator } from './index.js';
import { TEMPLATE } from './operations-need-role-manager.fixture.js';
import { stage } from './operations-need-stage.fixture.js';
import { ROWS } from './operations-need-table.fixture.js';

/**
 * The condition keys that the Service Authorization Reference lists for an action are filled by a request for it.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */

const reference = serviceReference();
let emulator: Emulator;
/** The keys that requests filled, by action. Names are in lower case. */
const filled = new Map<string, Set<string>>();

beforeAll(async () => {
  emulator = await startEmulator({ decisions: 20, roleTemplates: [TEMPLATE] });
  for (const row of [...ROWS, ...EXTRA_ROWS]) {
    const { made, call, allow } = await stage(emulator, row);
    await allow([['*', '*']]);
    const before = emulator.decisions.list().at(-1);
    await call(new row.command(row.input(made)));
    const all = emulator.decisions.list();
    for (const { decision } of all.slice(before === undefined ? 0 : all.lastIndexOf(before) + 1)) {
      const { action, context } = decision.request;
      const keys = filled.get(action) ?? new Set();
      for (const key of context.keys()) keys.add(key);
      filled.set(action, keys);
    }
  }
}, 30_000);
afterAll(() => emulator.close());

/** Keys of the service itself and of tags; those of identity providers come from their tokens. */
function listed(action: string): readonly string[] {
  const [service = '', name = ''] = action.split(':');
  const { conditionKeys = [] } = reference.service(service)?.actions.get(name.toLowerCase()) ?? {};
  return conditionKeys.filter((key) => key.startsWith('aws:') || key.startsWith('sts:') || key.startsWith('iam:'));
}

/** A key that ends with the name of a tag, or of a provided context, is filled by what the rows have. */
function isFilled(action: string, key: string): boolean {
  const name = key.toLowerCase().replace('${tagkey}', 'team').replace('${contextkey}', 'identitystore:userid');
  return filled.get(action)?.has(name) ?? false;
}

test('a request fills every condition key that the reference lists for its action', () => {
  const missing = [...filled.keys()].flatMap((action) =>
    listed(action)
      .filter((key) => !isFilled(action, key) && !Object.hasOwn(NEVER_FILLED, key))
      .filter((key) => !(key.includes(':ResourceTag/') && Object.hasOwn(WITHOUT_TAGS, action)))
      .map((key) => `${action} ${key}`),
  );
  expect(missing).toEqual([]);
});

test('the exceptions are exceptions', () => {
  const all = new Set([...filled.values()].flatMap((keys) => [...keys]));
  expect(Object.keys(NEVER_FILLED).filter((key) => all.has(key.toLowerCase()))).toEqual([]);
  const tagged = (action: string) => isFilled(action, 'aws:ResourceTag/${TagKey}') || !filled.has(action);
  expect(Object.keys(WITHOUT_TAGS).filter(tagged)).toEqual([]);
});
