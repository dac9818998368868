import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { STSClient } from '@aws-sdk/client-sts';
import type { ClientConfig, Credentials } from '../../emulator/index.js';

/** Who acts in a step: the account's administrator, the user of the story, or the session in which it plays the role. */
export type Actor = 'administrator' | 'user' | 'session';

/** Hands out the SDK client of an actor. */
export interface Cast {
  iam(actor: Actor): IAMClient;
  sts(actor: Actor): STSClient;
  s3(actor: Actor): S3Client;
}

/** The access keys that the story knows so far. */
export type Keys = { readonly administrator: Credentials } & Partial<Readonly<Record<Actor, Credentials>>>;

/** An actor was called before the step that makes its access key. */
export class NoKeyYet extends Error {
  override readonly name = 'NoKeyYet';

  constructor(actor: Actor) {
    super(`\`${actor}\` has no access key yet; put the step that makes one before this step`);
  }
}

/** Makes the clients and keeps them: constructing one takes longer than a call. */
export function createCasting(clientConfig: (credentials: Credentials) => ClientConfig): (keys: Keys) => Cast {
  const clients = new Map<string, unknown>();
  return (keys) => {
    const kept = <Client>(service: string, actor: Actor, make: (config: Config) => Client): Client => {
      const key = keys[actor];
      if (key === undefined) throw new NoKeyYet(actor);
      const name = [service, key.accessKeyId, key.secretAccessKey].join(' ');
      if (!clients.has(name)) clients.set(name, make({ ...clientConfig(key), maxAttempts: 1 }));
      return clients.get(name) as Client;
    };
    return {
      iam: (actor) => kept('iam', actor, (config) => new IAMClient(config)),
      sts: (actor) => kept('sts', actor, (config) => new STSClient(config)),
      s3: (actor) => kept('s3', actor, (config) => new S3Client({ ...config, forcePathStyle: true })),
    };
  };
}

type Config = ClientConfig & { readonly maxAttempts: number };

/** Everyone signs with a wrong secret: whatever should succeed is refused. */
export function imposters(keys: Keys): Keys {
  const wrong = (key: Credentials) => ({ ...key, secretAccessKey: 'not-the-secret' });
  const entries = Object.entries(keys).map(([actor, key]) => [actor, wrong(key)] as const);
  return { administrator: wrong(keys.administrator), ...Object.fromEntries(entries) };
}

/** The administrator stands in for everyone: whatever should be refused succeeds. */
export function understudied({ administrator }: Keys): Keys {
  return { administrator, user: administrator, session: administrator };
}
