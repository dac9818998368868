import type { MiddlewareStack } from '@smithy/types';
import type { Ledger } from '../cleanup/ledger.js';
import type { Resource } from '../cleanup/resources.js';

/** The part of an SDK client that is needed here. */
interface Client {
  readonly middlewareStack: Pick<MiddlewareStack<object, object>, 'add'>;
}

type Input = Readonly<Record<string, string | undefined>>;

/** Which calls make something that has to be removed, and what it will be called. */
const MAKERS: Readonly<Record<string, (input: Input, account: string) => Resource | undefined>> = {
  CreateUserCommand: ({ UserName = '' }) => ({ kind: 'user', name: UserName }),
  CreateGroupCommand: ({ GroupName = '' }) => ({ kind: 'group', name: GroupName }),
  CreateRoleCommand: ({ RoleName = '' }) => ({ kind: 'role', name: RoleName }),
  CreateInstanceProfileCommand: ({ InstanceProfileName = '' }) => ({
    kind: 'instance-profile',
    name: InstanceProfileName,
  }),
  CreatePolicyCommand: ({ PolicyName = '', Path = '/' }, account) => ({
    kind: 'policy',
    name: `arn:aws:iam::${account}:policy${Path}${PolicyName}`,
  }),
  CreateVirtualMFADeviceCommand: ({ VirtualMFADeviceName = '', Path = '/' }, account) => ({
    kind: 'mfa-device',
    name: `arn:aws:iam::${account}:mfa${Path}${VirtualMFADeviceName}`,
  }),
  UploadServerCertificateCommand: ({ ServerCertificateName = '' }) => ({
    kind: 'server-certificate',
    name: ServerCertificateName,
  }),
  CreateBucketCommand: ({ Bucket = '' }) => ({ kind: 'bucket', name: Bucket }),
  UpdateUserCommand: ({ NewUserName }) => renamed('user', NewUserName),
  UpdateGroupCommand: ({ NewGroupName }) => renamed('group', NewGroupName),
};

/**
 * Calls on what a run made that reach something else too: IAM authorizes them on the former alone. The guard sees the policies that are
 * attached; of the users of a group IAM has no condition key.
 */
const USERS: Readonly<Record<string, (input: Input) => Resource | undefined>> = {
  AddUserToGroupCommand: ({ UserName = '' }) => ({ kind: 'user', name: UserName }),
  AttachGroupPolicyCommand: attached,
  AttachRolePolicyCommand: attached,
  AttachUserPolicyCommand: attached,
};

/** Those of AWS are nobody's. */
function attached({ PolicyArn = '' }: Input): Resource | undefined {
  return PolicyArn.startsWith('arn:aws:iam::aws:') ? undefined : { kind: 'policy', name: PolicyArn };
}

function renamed(kind: Resource['kind'], name: string | undefined): Resource | undefined {
  return name === undefined ? undefined : { kind, name };
}

/** Lets a client write into the ledger what it is about to make, so that it is removed whatever happens after. */
export function recordInto(ledger: Ledger, account: string, client: Client): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const resource = MAKERS[commandName]?.(args.input as Input, account);
        if (resource !== undefined) ledger.intend(resource);
        const used = USERS[commandName]?.(args.input as Input);
        if (used !== undefined) ledger.use(used);
        return next(args);
      },
    { step: 'initialize', name: 'iam-rehearsal-ledger' },
  );
}
