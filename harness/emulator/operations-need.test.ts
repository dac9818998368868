import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import coverage from '../services/coverage.json' with { type: 'json' };
import { EXTRA_ROWS, NEVER_FILLED, WITHOUT_TAGS } from './condition-keys.fixture.js';
import { type Emulator, startEmulator } from './index.js';
import { CALLER } from './operations-need-parts.fixture.js';
import { TEMPLATE } from './operations-need-role-manager.fixture.js';
import { nameOf } from './operations-need-rows.fixture.js';
import { stage } from './operations-need-stage.fixture.js';
import { BY_TRUST_ALONE, WITH_A_STAGE_OF_THEIR_OWN, WITHOUT_PERMISSION } from './operations-need-sts.fixture.js';
import { ROWS } from './operations-need-table.fixture.js';

/**
 * No operation of IAM and STS is reachable without a decision: a user without policies is refused in AWS's words, one with exactly
 * the documented permissions is not, and each of these is needed, on its resource.
 */

let emulator: Emulator;
/** The condition keys that requests filled, in lower case, by action. */
const filled = new Map<string, Set<string>>();
beforeAll(async () => {
  emulator = await startEmulator({ decisions: 10, roleTemplates: [TEMPLATE] });
  emulator.decisions.subscribe(({ decision: { request } }) => {
    const keys = filled.get(request.action) ?? new Set();
    for (const key of request.context.keys()) keys.add(key);
    filled.set(request.action, keys);
  });
});
afterAll(() => emulator.close());

/** A resource beside the one that is meant; `*` is met by nothing less than `*`. */
function beside(resource: string): string {
  return resource === '*' ? 'user/x/other' : resource.replace(/(.)\*?$/, '$1-other');
}

const names = new Map<string, number>();
const titled = ROWS.map((row) => {
  const name = nameOf(row.command);
  names.set(name, (names.get(name) ?? 0) + 1);
  return [`${name} ${names.get(name)}`, row] as const;
});

describe('an operation takes each of its permissions, on its resource', () => {
  test.each(titled)('%s', async (_, row) => {
    const { made, call, allow } = await stage(emulator, row);
    const { permissions } = row;
    const attempt = () => call(new row.command(row.input(made)));
    const expectRefusal = async (action: string) => {
      const refused = await attempt().then(
        () => 'carried out',
        ({ name, message }: Error) => `${name}: ${message}`,
      );
      const words = `AccessDenied: User: ${made.arn(`user/${CALLER}`)} is not authorized to perform: ${action}`;
      expect(refused.slice(0, words.length)).toBe(words);
      expect(refused.slice(words.length)).toMatch(/^$|^ /);
      if (action.startsWith('iam:'))
        expect(refused).toMatch(new RegExp(`because no identity-based policy allows the ${action} action$`));
      expect(emulator.decisions.list().at(-1)?.decision.request.action).toBe(action);
    };

    await expectRefusal(permissions[0]?.[0] ?? '');
    for (const [index, [action, resource]] of permissions.entries()) {
      await allow([...permissions.toSpliced(index, 1), [action, beside(resource)]]);
      await expectRefusal(action);
    }
    await allow(permissions);
    await attempt();
  });
});

test.each(WITHOUT_PERMISSION.map((command) => [nameOf(command), command] as const))(
  '%s needs no permission, and no policy denies it',
  async (name, command) => {
    const { call } = await stage(emulator, { parts: [] });
    await call(new command({}));
    const { decision, operation } = emulator.decisions.list().at(-1) ?? {};
    expect([operation, decision?.because]).toEqual([`sts:${name}`, 'no-permission-needed']);
  },
);

/** A new operation is to have a row. */
test.each(['iam', 'sts'] as const)(
  'every operation of %s that is served has a row in operations-need-*.fixture.ts',
  (service) => {
    const commands = [
      ...ROWS.map(({ command }) => command),
      ...WITHOUT_PERMISSION,
      ...BY_TRUST_ALONE,
      ...WITH_A_STAGE_OF_THEIR_OWN,
    ];
    const rows = new Set(commands.map(nameOf));
    const served = Object.entries(coverage[service]).filter(([, state]) => state === 'served');
    expect(served.map(([name]) => name).filter((name) => !rows.has(name))).toEqual([]);
  },
);

/** https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html */
test('the rows name actions of the Service Authorization Reference, on resources that it gives them', () => {
  const reference = serviceReference();
  const wrong = ROWS.flatMap(({ permissions }) => permissions).filter(([action, resource]) => {
    // The reference forgets that GetFederationToken takes tags too; refusals name what the call's own does.
    if (action === 'sts:TagSession' && resource.startsWith('federated-user/')) return false;
    const [service = '', name = ''] = action.split(':');
    const facts = reference.service(service);
    const types = facts?.actions.get(name.toLowerCase())?.resourceTypes;
    if (types === undefined) return true;
    if (types.length === 0) return !(resource === '*' || /^[a-z-]+\/(x\/)?$/.test(resource));
    const [type] = resource.replace(/^arn:aws:iam::aws:/, '').split('/');
    return !types.some((known) => facts?.resourceTypes.get(known)?.arn.includes(`:${type}/`));
  });
  expect(wrong).toEqual([]);
});

/**
 * What the requests of all rows above filled, against what the reference lists for their actions.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
describe('condition keys', () => {
  beforeAll(async () => {
    for (const row of EXTRA_ROWS) {
      const { made, call, allow } = await stage(emulator, row);
      await allow(row.permissions);
      await call(new row.command(row.input(made)));
    }
  });

  /** Keys of the service itself and of tags; those of identity providers come from their tokens. */
  function listed(action: string): readonly string[] {
    const [service = '', name = ''] = action.split(':');
    const { conditionKeys = [] } = serviceReference().service(service)?.actions.get(name.toLowerCase()) ?? {};
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
});
