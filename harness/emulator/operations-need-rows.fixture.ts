import type { Made, Part } from './operations-need-parts.fixture.js';

// biome-ignore lint/suspicious/noExplicitAny: the commands of the tables differ in input and output
export type AnyCommand = new (input: any) => any;

/** One permission: the action and its resource, which is `*`, an ARN, or the end of one in the account: `user/x/it`. */
export type Permission = readonly [action: string, resource: string];

/** A call that is valid once its parts are made, and the permissions that AWS documents for it, in the order in which they are asked for. */
export interface Row {
  readonly command: AnyCommand;
  readonly input: (made: Made) => object;
  readonly parts: readonly Part[];
  readonly permissions: readonly Permission[];
}

type GivenRow = readonly [
  command: AnyCommand,
  input: object | ((made: Made) => object),
  parts: string,
  /** What the operation's own action is about. */
  resource: string,
  ...others: readonly Permission[],
];

/** Rows of one service, whose actions are named like its operations. */
export function rowsOf(service: 'iam' | 'sts', given: readonly GivenRow[]): readonly Row[] {
  return given.map(([command, input, parts, resource, ...others]) => ({
    command,
    input: typeof input === 'function' ? (input as Row['input']) : () => input,
    parts: parts.split(' ').filter((part) => part !== '') as Part[],
    permissions: [[`${service}:${nameOf(command)}`, resource], ...others],
  }));
}

export function nameOf(command: AnyCommand): string {
  return command.name.replace(/Command$/, '');
}
