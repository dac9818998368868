import { operatorPolicy } from '../targets/operator-policy.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface LivePolicyFlags {
  readonly account: string;
}

/** Prints the policy that whoever runs rehearsals in a real account needs, and answers the exit code. */
export function livePolicy({ account }: LivePolicyFlags, { stdout }: { stdout: { write(text: string): unknown } }): 0 {
  if (!/^\d{12}$/.test(account)) throw new UsageError(`\`--account ${account}\` is no account; pass its twelve digits`);
  stdout.write(`${JSON.stringify(operatorPolicy(account), undefined, 2)}\n`);
  return 0;
}
