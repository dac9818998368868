import { AwsError } from '../../aws/errors.js';

/** Throws NotImplemented if the input has one of these members: what is left out silently would be a wrong answer. */
export function refuseUnsupported(operation: string, members: readonly string[], input: object): void {
  const member = members.find((name) => (input as Record<string, unknown>)[name] !== undefined);
  if (member === undefined) return;
  throw new AwsError('NotImplemented', `iam-rehearsal does not implement \`${member}\` of \`sts:${operation}\``);
}
