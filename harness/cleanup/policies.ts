import {
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  type IAMClient,
  type ListEntitiesForPolicyCommandOutput,
  paginateListEntitiesForPolicy,
  paginateListPolicyVersions,
} from '@aws-sdk/client-iam';
import { clear, removeWithParts } from './removal.js';

/**
 * The default version goes with the policy, the others do not.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
 */
export async function removePolicy(PolicyArn: string, client: IAMClient): Promise<void> {
  const deletion = () => client.send(new DeletePolicyCommand({ PolicyArn }));
  await removeWithParts(deletion, async () => {
    await clear(
      paginateListEntitiesForPolicy({ client }, { PolicyArn }),
      (page) => detachments(page, PolicyArn, client),
      (detach) => detach(),
    );
    await clear(
      paginateListPolicyVersions({ client }, { PolicyArn }),
      (page) => page.Versions?.filter(({ IsDefaultVersion }) => !IsDefaultVersion),
      ({ VersionId }) => client.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId })),
    );
  });
}

function detachments(page: ListEntitiesForPolicyCommandOutput, PolicyArn: string, client: IAMClient) {
  const { PolicyUsers = [], PolicyGroups = [], PolicyRoles = [] } = page;
  return [
    ...PolicyUsers.map(
      ({ UserName }) =>
        () =>
          client.send(new DetachUserPolicyCommand({ UserName, PolicyArn })),
    ),
    ...PolicyGroups.map(
      ({ GroupName }) =>
        () =>
          client.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
    ),
    ...PolicyRoles.map(
      ({ RoleName }) =>
        () =>
          client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
    ),
  ];
}
