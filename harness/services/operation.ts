import type { Command } from '@smithy/types';
import type { Account } from '../account/account.js';
import type { Accounts } from '../account/accounts.js';
import type { Caller } from '../account/caller.js';
import type { RequestFacts } from '../aws/application.js';
import { operationName } from '../aws/schema.js';
import type { ContextValue, PolicyGroup, Principal } from '../engine/index.js';

// biome-ignore lint/suspicious/noExplicitAny: the SDK's command classes are read here, whatever their input and output
type AnyCommand = Command<any, any, any, any, any>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type InputOf<C> = C extends Command<any, infer I, any, any, any> ? Given<I> : never;
// biome-ignore lint/suspicious/noExplicitAny: as above
type OutputOf<C> = C extends Command<any, any, any, infer O, any> ? Omit<O, '$metadata'> : never;
/** The input after validation: a required member is there. */
type Given<I> = { readonly [K in keyof I]: Record<string, never> extends Pick<I, K> ? I[K] : Exclude<I[K], undefined> };

/** What an operation works on. */
export interface OperationCall<I> {
  readonly caller: Caller;
  /** The caller's account; for S3, where accounts meet in one bucket namespace, an anonymous caller has none. */
  readonly account: Account;
  readonly accounts: Accounts;
  readonly input: I;
  readonly facts: RequestFacts;
  /** Milliseconds since the epoch on the clock of the caller's account. */
  readonly now: number;
  /** Asks for a permission while the operation runs: AWS's sentence where it is missing. The decision is recorded. */
  refusal(need: Need): string | undefined;
}

/** The needs of an operation that asks for each of several things by itself, as DeleteObjects does. */
export const DECIDED_WHILE_RUNNING: readonly Need[] = [];

/** One permission that a call needs: what the engine is asked. */
export interface Need {
  /** Who needs it, where that is not who signed: the identity provider that vouches for a token. */
  readonly principal?: Principal;
  /** Absent: the service's prefix and the operation's name, e.g. `iam:CreateUser`. */
  readonly action?: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /** The account that owns the resource; absent: the caller's. */
  readonly resourceAccount?: string;
  /** Condition keys beyond the global ones, e.g. `iam:PolicyARN`. Names as AWS spells them. */
  readonly keys?: Readonly<Record<string, ContextValue | undefined>>;
  /** The tags that the request sets: `aws:RequestTag/...` and `aws:TagKeys`. */
  readonly requestTags?: readonly Tag[] | undefined;
  /** The tag keys that the request removes: `aws:TagKeys`. */
  readonly tagKeys?: readonly string[] | undefined;
  /** The tags on the resource: `aws:ResourceTag/...` (and `iam:ResourceTag/...` for IAM). */
  readonly resourceTags?: readonly Tag[] | undefined;
  /** The resource-based policy of the resource, e.g. a bucket's. */
  readonly resourcePolicy?: PolicyGroup | undefined;
  /** What the answer carries if this permission is missing: HeadBucket tells the region to those whom it refuses, too. */
  readonly refusalHeaders?: Readonly<Record<string, string>>;
  /** The trust policy of the role to be assumed. */
  readonly trustPolicy?: PolicyGroup | undefined;
}

export interface Tag {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

export interface Operation {
  /** As in the SDK: `CreateUser`. */
  readonly name: string;
  /** The permissions; `[]` where AWS documents that none is needed (GetCallerIdentity). */
  needs(call: OperationCall<never>): Need | readonly Need[];
  run(call: OperationCall<never>): unknown;
}

/**
 * One AWS operation: the command gives its name, wire shape and types; the permission that it needs stands beside the code
 * that needs it. `needs` runs before `run` and may throw an {@link AwsError} that AWS answers before it authorizes.
 */
export function operation<C extends AnyCommand>(
  // biome-ignore lint/suspicious/noExplicitAny: a command's constructor takes its own input
  command: new (input: any) => C,
  handler: {
    needs(call: OperationCall<InputOf<C>>): Need | readonly Need[];
    run(call: OperationCall<InputOf<C>>): OutputOf<C> | Promise<OutputOf<C>>;
  },
): Operation {
  return { name: operationName(command), ...handler } as unknown as Operation;
}
