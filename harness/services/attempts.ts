import type { Caller } from '../account/caller.js';
import { wholeSeconds } from '../account/clock.js';
import type { Call } from '../aws/application.js';
import type { Need } from './operation.js';

/**
 * Remembers that a user or role tried an action, for the last-accessed details: they tell of "all attempts to access an AWS API, not
 * just the successful attempts".
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
 */
export function recordAttempt(
  { caller, service, operation, facts }: Call<Caller>,
  needs: readonly Need[],
  now: number,
) {
  if (caller.kind !== 'user' && caller.kind !== 'assumed-role') return;
  const isUser = caller.kind === 'user';
  const [, action = operation.name] = needs[0]?.action?.split(':') ?? [];
  caller.account.accessHistory.record({
    principalId: isUser ? caller.user.id : caller.session.roleId,
    principalArn: isUser ? caller.user.arn : caller.session.roleArn,
    service: service.id,
    action,
    date: wholeSeconds(now),
    region: facts.region,
  });
}
