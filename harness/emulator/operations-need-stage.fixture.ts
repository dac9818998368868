import * as iam from '@aws-sdk/client-iam';
import * as sts from '@aws-sdk/client-sts';
import type { Credentials, Emulator } from './index.js';
import { CALLER, type Made, prepare, type Stage, Tags } from './operations-need-parts.fixture.js';
import type { Permission, Row } from './operations-need-rows.fixture.js';

function clients(emulator: Emulator, credentials: Credentials): Pick<Stage, 'send'> {
  type Client = Pick<Stage, 'send'>;
  const config = emulator.clientConfig(credentials);
  const users = new iam.IAMClient(config) as unknown as Client;
  /** Most rows call IAM alone, and a client costs as much as a call. */
  let tokens: Client | undefined;
  const clientOf = (name: string) => {
    if (!(name in sts)) return users;
    tokens ??= new sts.STSClient(config) as unknown as Client;
    return tokens;
  };
  return { send: (command) => clientOf(command.constructor.name).send(command) };
}

/** The `Condition` of a statement, by the action that it is for. */
export type Conditions = Readonly<Record<string, object>>;

export interface Staged {
  readonly made: Made;
  /** As the caller. */
  readonly call: Stage['call'];
  /** Lets the caller do this and nothing else. */
  allow(permissions: readonly Permission[], conditions?: Conditions): Promise<unknown>;
}

/** A fresh account with the parts of a row, and a user who has no policy but the one that is put. */
export async function stage(emulator: Emulator, { parts }: Pick<Row, 'parts'>): Promise<Staged> {
  const { id, root } = emulator.account();
  const { send } = clients(emulator, root);
  await send(new iam.CreateUserCommand({ UserName: CALLER, Tags }));
  const { AccessKey } = await send(new iam.CreateAccessKeyCommand({ UserName: CALLER }));
  const { send: call } = clients(emulator, {
    accessKeyId: AccessKey.AccessKeyId,
    secretAccessKey: AccessKey.SecretAccessKey,
  });
  const made = await prepare(parts, id, { send, call });
  return {
    made,
    call,
    allow: (permissions, conditions = {}) => {
      const granted = permissions.map(([Action, resource]) => ({
        Effect: 'Allow',
        Action,
        Resource: made.arn(resource),
        ...(conditions[Action] !== undefined && { Condition: conditions[Action] }),
      }));
      const Statement = [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }, ...granted];
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
      return send(new iam.PutUserPolicyCommand({ UserName: CALLER, PolicyName: 'p', PolicyDocument }));
    },
  };
}
