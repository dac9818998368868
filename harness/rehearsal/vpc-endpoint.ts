import type { TargetAccount } from '../targets/index.js';
import { RehearsalError } from './rehearsal-error.js';

/** A VPC endpoint to come through: `principal.with({ vpce: endpoint.id })`. */
export interface RehearsalVpcEndpoint {
  readonly id: string;
  readonly vpc: string;
}

export interface VpcEndpointOptions extends Partial<RehearsalVpcEndpoint> {
  /** The endpoint policy as a document; everything is let through unless given. */
  readonly policy?: object;
}

/** Tells the target of an endpoint of this account. Rejects with {@link RehearsalError} where the target cannot pretend one. */
export async function describeEndpoint(
  account: TargetAccount,
  name: (stem: string) => string,
  { id = name('vpce'), vpc = name('vpc'), policy }: VpcEndpointOptions = {},
): Promise<RehearsalVpcEndpoint> {
  if (account.vpcEndpoint === undefined)
    throw new RehearsalError(
      'this target has no VPC endpoints; run the scenario on `embedded`, or start the server with `--trust-origin`',
    );
  await account.vpcEndpoint({ id, vpc, account: account.id, ...(policy && { policy }) });
  return { id, vpc };
}
