import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { Principal } from 'iam-rehearsal/vitest';

/** What a client sees of a refusal: AWS's error code, the HTTP status and AWS's words. */
export interface Refusal {
  readonly code: string;
  readonly status: number | undefined;
  readonly message: string;
}

/** Awaits the refusal of a call. A call that goes through is reported as one that was not refused. */
export async function refusal(call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
    return { code: name, status: $metadata?.httpStatusCode, message };
  }
  return { code: 'none', status: 200, message: 'the call was allowed' };
}

/** AssumeRole, called once: `principal.assume` waits for a role that may be new, which takes two minutes where it is refused for good. */
export function assuming(
  principal: Principal,
  { arn }: { readonly arn: string },
  options: Partial<AssumeRoleCommandInput> = {},
) {
  const command = new AssumeRoleCommand({ RoleSessionName: 'rehearsal', ...options, RoleArn: arn });
  return principal.client(STSClient).send(command);
}

/** AWS's sentence for an action that no policy of the caller allows, on its resource if the service names one. */
export function notAuthorized(arn: string, action: string, resource: string | undefined, because: string): Refusal {
  const on = resource === undefined ? '' : ` on resource: ${resource}`;
  const message = `User: ${arn} is not authorized to perform: ${action}${on}${because === '' ? '' : ` because ${because}`}`;
  return { code: 'AccessDenied', status: 403, message };
}
