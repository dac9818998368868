import {
  DeleteInstanceProfileCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  type IAMClient,
  paginateListAttachedRolePolicies,
  paginateListInstanceProfilesForRole,
  paginateListRolePolicies,
  RemoveRoleFromInstanceProfileCommand,
} from '@aws-sdk/client-iam';
import { clear, onePage, removeNamed, removeWithParts } from './removal.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html */
export async function removeRole(RoleName: string, client: IAMClient): Promise<void> {
  const deletion = removeNamed(
    () => client.send(new DeleteRoleCommand({ RoleName })),
    () => client.send(new GetRoleCommand({ RoleName })),
  );
  await removeWithParts(deletion, async () => {
    await clear(
      paginateListInstanceProfilesForRole({ client }, { RoleName }),
      (page) => page.InstanceProfiles,
      ({ InstanceProfileName }) =>
        client.send(new RemoveRoleFromInstanceProfileCommand({ RoleName, InstanceProfileName })),
    );
    await clear(
      paginateListAttachedRolePolicies({ client }, { RoleName }),
      (page) => page.AttachedPolicies,
      ({ PolicyArn }) => client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    );
    await clear(
      paginateListRolePolicies({ client }, { RoleName }),
      (page) => page.PolicyNames,
      (PolicyName) => client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName })),
    );
  });
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html */
export async function removeInstanceProfile(InstanceProfileName: string, client: IAMClient): Promise<void> {
  const deletion = removeNamed(
    () => client.send(new DeleteInstanceProfileCommand({ InstanceProfileName })),
    () => client.send(new GetInstanceProfileCommand({ InstanceProfileName })),
  );
  await removeWithParts(deletion, () =>
    clear(
      onePage(() => client.send(new GetInstanceProfileCommand({ InstanceProfileName }))),
      (page) => page.InstanceProfile?.Roles,
      ({ RoleName }) => client.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName })),
    ),
  );
}
