import {
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  type IAMClient,
  paginateGetGroup,
  paginateListAttachedGroupPolicies,
  paginateListGroupPolicies,
  RemoveUserFromGroupCommand,
} from '@aws-sdk/client-iam';
import { clear, removeNamed, removeWithParts } from './removal.js';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html */
export async function removeGroup(GroupName: string, client: IAMClient): Promise<void> {
  const deletion = removeNamed(
    () => client.send(new DeleteGroupCommand({ GroupName })),
    () => client.send(new GetGroupCommand({ GroupName })),
  );
  await removeWithParts(deletion, async () => {
    await clear(
      paginateGetGroup({ client }, { GroupName }),
      (page) => page.Users,
      ({ UserName }) => client.send(new RemoveUserFromGroupCommand({ GroupName, UserName })),
    );
    await clear(
      paginateListGroupPolicies({ client }, { GroupName }),
      (page) => page.PolicyNames,
      (PolicyName) => client.send(new DeleteGroupPolicyCommand({ GroupName, PolicyName })),
    );
    await clear(
      paginateListAttachedGroupPolicies({ client }, { GroupName }),
      (page) => page.AttachedPolicies,
      ({ PolicyArn }) => client.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn })),
    );
  });
}
