import * as iam from '@aws-sdk/client-iam';
import type { PrincipalOptions } from './account.js';
import { type HasArn, policyDocument } from './documents.js';
import { type PolicyFiles, policyNameOf } from './policy-files.js';

/** How a kind of principal is given policies. */
export interface Grantee {
  putInline(name: string, policy: { PolicyName: string; PolicyDocument: string }): object;
  attach(name: string, PolicyArn: string): object;
}

export const USER: Grantee = {
  putInline: (UserName, policy) => new iam.PutUserPolicyCommand({ UserName, ...policy }),
  attach: (UserName, PolicyArn) => new iam.AttachUserPolicyCommand({ UserName, PolicyArn }),
};
export const ROLE: Grantee = {
  putInline: (RoleName, policy) => new iam.PutRolePolicyCommand({ RoleName, ...policy }),
  attach: (RoleName, PolicyArn) => new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }),
};
export const GROUP: Grantee = {
  putInline: (GroupName, policy) => new iam.PutGroupPolicyCommand({ GroupName, ...policy }),
  attach: (GroupName, PolicyArn) => new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }),
};

/** Gives the policies one after the other. */
export async function grant(
  { send, files }: { readonly send: (command: object) => Promise<unknown>; readonly files: PolicyFiles },
  { putInline, attach }: Grantee,
  name: string,
  { allows, denies, policyFile, policies = [] }: PrincipalOptions,
): Promise<void> {
  if (allows !== undefined || denies !== undefined) {
    await send(putInline(name, { PolicyName: 'rehearsal', PolicyDocument: policyDocument({ allows, denies }) }));
  }
  if (policyFile !== undefined) {
    const PolicyDocument = await files.read(policyFile);
    await send(putInline(name, { PolicyName: policyNameOf(policyFile), PolicyDocument })).catch((error: unknown) => {
      throw files.refused(error, PolicyDocument, 'identity');
    });
  }
  for (const policy of policies) await send(attach(name, arnOf(policy)));
}

export function arnOf(named: string | HasArn): string {
  return typeof named === 'string' ? named : named.arn;
}
