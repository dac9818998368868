import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serviceReference } from '../reference/services.js';
import coverage from '../services/coverage.json' with { type: 'json' };
import { type Credentials, type Emulator, startEmulator } from './index.js';
import { CREDENTIAL_ROWS } from './operations-need-credentials.fixture.js';
import { ENTITY_ROWS } from './operations-need-entities.fixture.js';
import { OIDC_ROWS } from './operations-need-oidc.fixture.js';
import { CALLER, prepare, type Stage } from './operations-need-parts.fixture.js';
import { nameOf, type Permission, type Row } from './operations-need-rows.fixture.js';
import { SAML_ROWS } from './operations-need-saml.fixture.js';
import { SIMULATION_ROWS } from './operations-need-simulation.fixture.js';
import { STS_ROWS, WITHOUT_PERMISSION } from './operations-need-sts.fixture.js';

/**
 * No operation of IAM and STS is reachable without a decision: a user without policies is refused in AWS's words, one with exactly
 * the documented permissions is not, and each of these is needed, on its resource.
 */

const ROWS = [...ENTITY_ROWS, ...CREDENTIAL_ROWS, ...OIDC_ROWS, ...SAML_ROWS, ...SIMULATION_ROWS, ...STS_ROWS];

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ decisions: 10 });
});
afterAll(() => emulator.close());

function clients(credentials: Credentials): Pick<Stage, 'send'> {
  const config = emulator.clientConfig(credentials);
  const clientOf = { iam: new iam.IAMClient(config), sts: new sts.STSClient(config) } as Readonly<
    Record<'iam' | 'sts', Pick<Stage, 'send'>>
  >;
  return { send: (command) => clientOf[command.constructor.name in sts ? 'sts' : 'iam'].send(command) };
}

/** A fresh account with the parts of a row, and a user who has no policy but the one that is put. */
async function stage({ parts }: Pick<Row, 'parts'>) {
  const { id, root } = emulator.account();
  const { send } = clients(root);
  await send(new iam.CreateUserCommand({ UserName: CALLER }));
  const { AccessKey } = await send(new iam.CreateAccessKeyCommand({ UserName: CALLER }));
  const { send: call } = clients({ accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey });
  const made = await prepare(parts, id, { send, call });
  return {
    made,
    call,
    allow: (permissions: readonly Permission[]) => {
      const granted = permissions.map(([Action, resource]) => ({
        Effect: 'Allow',
        Action,
        Resource: made.arn(resource),
      }));
      const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }, ...granted];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      return send(new iam.PutUserPolicyCommand({ UserName: CALLER, PolicyName: 'p', PolicyDocument }));
    },
  };
}

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
    const { made, call, allow } = await stage(row);
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
      const others = permissions.toSpliced(index, 1);
      if (others.length > 0) await allow(others);
      if (others.length > 0) await expectRefusal(action);
      await allow([...others, [action, beside(resource)]]);
      await expectRefusal(action);
    }
    await allow(permissions);
    await attempt();
  });
});

test.each(WITHOUT_PERMISSION.map((command) => [nameOf(command), command] as const))(
  '%s needs no permission, and no policy denies it',
  async (name, command) => {
    const { call } = await stage({ parts: [] });
    await call(new command({}));
    const { decision, operation } = emulator.decisions.list().at(-1) ?? {};
    expect([operation, decision?.because]).toEqual([`sts:${name}`, 'no-permission-needed']);
  },
);

/** A new operation is to have a row. */
test.each(['iam', 'sts'] as const)(
  'every operation of %s that is served has a row in operations-need-*.fixture.ts',
  (service) => {
    const rows = new Set([...ROWS.map(({ command }) => nameOf(command)), ...WITHOUT_PERMISSION.map(nameOf)]);
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
