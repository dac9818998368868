import * as iam from '@aws-sdk/client-iam';
import { SERVER, SERVER_KEY, SSH_KEY } from '../../fixtures/certificates.js';
import { samlMetadata } from '../../fixtures/saml-idp.js';
import { codeOfStep, stepAt } from '../account/totp.js';

/** What stands in the account before a call: names of {@link PARTS}, in the order in which they are made. */
export type Part = keyof typeof PARTS;

/** What the parts made and the calls name: ids that AWS chooses, and the ARNs. */
export interface Made {
  readonly account: string;
  /** The ARN of `user/x/it`, `role/x/it` ... in this account; `*` stays. */
  arn(resource: string): string;
  /** Ids by the name of the part that made them. */
  readonly ids: Readonly<Record<string, string>>;
  /** Two codes that the MFA device shows, one after the other. */
  codes(): { readonly AuthenticationCode1: string; readonly AuthenticationCode2: string };
}

/** What a part is made with. */
export interface Stage {
  readonly made: Made;
  /** As the account's root user. */
  readonly send: Send;
  /** As the caller, who may do nothing yet. */
  readonly call: Send;
}

// biome-ignore lint/suspicious/noExplicitAny: the commands and their answers differ
type Send = (command: any) => Promise<any>;

/** The caller, who has no policy but the one under test. */
export const CALLER = 'caller';
export const BOUNDARY = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
export const OTHER_POLICY = 'arn:aws:iam::aws:policy/SecurityAudit';
export const PASSWORD = 'Curtain-call-7!';
export const Path = '/x/';
export const Tags = [{ Key: 'team', Value: 'blue' }];
/** What makes a role of the template of the role manager's rows. */
export const ACQUIRED = {
  TemplateArn: 'arn:aws:iam::aws:role-template/lambda.amazonaws.com/It:1',
  ReplacementValues: { RoleName: { Values: ['it'] } },
};
export const DOCUMENT = allowing('s3:ListAllMyBuckets');
const it = {
  UserName: 'it',
  GroupName: 'it',
  RoleName: 'it',
  PolicyName: 'it',
  InstanceProfileName: 'it',
  ServerCertificateName: 'it',
  VirtualMFADeviceName: 'it',
};

function allowing(Action: string): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}

/** A trust policy that leaves it to the account's own policies who assumes the role. */
export function trusting(account: string): string {
  const Action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'];
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action }],
  });
}

/** Each makes one thing, named `it` under the path `/x/`, tagged where it can be, and answers the id that AWS chose. */
export const PARTS = {
  user: ({ send }) => send(new iam.CreateUserCommand({ ...it, Path, Tags, PermissionsBoundary: BOUNDARY })),
  group: ({ send }) => send(new iam.CreateGroupCommand({ ...it, Path })),
  role: ({ send, made }) =>
    send(
      new iam.CreateRoleCommand({
        ...it,
        Path,
        Tags,
        AssumeRolePolicyDocument: trusting(made.account),
        PermissionsBoundary: BOUNDARY,
      }),
    ),
  policy: ({ send }) => send(new iam.CreatePolicyCommand({ ...it, Path, Tags, PolicyDocument: DOCUMENT })),
  version: ({ send, made }) =>
    send(new iam.CreatePolicyVersionCommand({ PolicyArn: made.arn('policy/x/it'), PolicyDocument: DOCUMENT })),
  profile: ({ send }) => send(new iam.CreateInstanceProfileCommand({ ...it, Path, Tags })),
  roleInProfile: ({ send }) => send(new iam.AddRoleToInstanceProfileCommand(it)),
  member: ({ send }) => send(new iam.AddUserToGroupCommand(it)),
  userAttachment: ({ send }) => send(new iam.AttachUserPolicyCommand({ ...it, PolicyArn: BOUNDARY })),
  groupAttachment: ({ send }) => send(new iam.AttachGroupPolicyCommand({ ...it, PolicyArn: BOUNDARY })),
  roleAttachment: ({ send }) => send(new iam.AttachRolePolicyCommand({ ...it, PolicyArn: BOUNDARY })),
  userInline: ({ send }) => send(new iam.PutUserPolicyCommand({ ...it, PolicyDocument: DOCUMENT })),
  groupInline: ({ send }) => send(new iam.PutGroupPolicyCommand({ ...it, PolicyDocument: DOCUMENT })),
  roleInline: ({ send }) => send(new iam.PutRolePolicyCommand({ ...it, PolicyDocument: DOCUMENT })),
  key: async ({ send }) => (await send(new iam.CreateAccessKeyCommand(it))).AccessKey.AccessKeyId,
  login: ({ send }) => send(new iam.CreateLoginProfileCommand({ ...it, Password: PASSWORD })),
  ownLogin: ({ send }) => send(new iam.CreateLoginProfileCommand({ UserName: CALLER, Password: PASSWORD })),
  sshKey: async ({ send }) =>
    (await send(new iam.UploadSSHPublicKeyCommand({ ...it, SSHPublicKeyBody: SSH_KEY }))).SSHPublicKey.SSHPublicKeyId,
  signing: async ({ send }) =>
    (await send(new iam.UploadSigningCertificateCommand({ ...it, CertificateBody: SERVER }))).Certificate.CertificateId,
  certificate: ({ send }) =>
    send(
      new iam.UploadServerCertificateCommand({ ...it, Path, Tags, CertificateBody: SERVER, PrivateKey: SERVER_KEY }),
    ),
  oidc: ({ send }) =>
    send(
      new iam.CreateOpenIDConnectProviderCommand({
        Url: 'https://id.example.com',
        ThumbprintList: ['0'.repeat(40)],
        Tags,
      }),
    ),
  outbound: ({ send }) => send(new iam.EnableOutboundWebIdentityFederationCommand({})),
  saml: ({ send }) =>
    send(new iam.CreateSAMLProviderCommand({ Name: 'it', Tags, SAMLMetadataDocument: samlMetadata() })),
  credential: async ({ send }) =>
    (await send(new iam.CreateServiceSpecificCredentialCommand({ ...it, ServiceName: 'codecommit.amazonaws.com' })))
      .ServiceSpecificCredential.ServiceSpecificCredentialId,
  /** Answers the device's seed. */
  mfa: async ({ send }) => {
    const { VirtualMFADevice } = await send(new iam.CreateVirtualMFADeviceCommand({ ...it, Path, Tags }));
    return Buffer.from(VirtualMFADevice.Base32StringSeed).toString();
  },
  mfaInUse: ({ send, made }) =>
    send(new iam.EnableMFADeviceCommand({ ...it, SerialNumber: made.arn('mfa/x/it'), ...made.codes() })),
  acquiredRole: ({ send }) => send(new iam.AcquireRoleCommand(ACQUIRED)),
  linkedRole: ({ send }) => send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' })),
  deletion: async ({ send }) =>
    (await send(new iam.DeleteServiceLinkedRoleCommand({ RoleName: 'AWSServiceRoleForECS' }))).DeletionTaskId,
  alias: ({ send, made }) => send(new iam.CreateAccountAliasCommand({ AccountAlias: `it-${made.account}` })),
  passwordPolicy: ({ send }) => send(new iam.UpdateAccountPasswordPolicyCommand({ MinimumPasswordLength: 8 })),
  report: ({ send }) => send(new iam.GenerateCredentialReportCommand({})),
  /** Answers a job of the caller: no one else may ask for its report. */
  job: async ({ send, call }) => {
    const mayGenerate = {
      UserName: CALLER,
      PolicyName: 'job',
      PolicyDocument: allowing('iam:GenerateServiceLastAccessedDetails'),
    };
    await send(new iam.PutUserPolicyCommand(mayGenerate));
    const { JobId } = await call(new iam.GenerateServiceLastAccessedDetailsCommand({ Arn: BOUNDARY }));
    await send(new iam.DeleteUserPolicyCommand(mayGenerate));
    return JobId;
  },
} satisfies Readonly<Record<string, (stage: Stage) => Promise<unknown>>>;

/** Makes the parts one after the other. */
export async function prepare(parts: readonly Part[], account: string, by: Omit<Stage, 'made'>): Promise<Made> {
  const ids: Record<string, string> = {};
  const made = describeMade(account, ids);
  for (const part of parts) {
    const id: unknown = await PARTS[part]({ ...by, made });
    if (typeof id === 'string') ids[part] = id;
  }
  return made;
}

function describeMade(account: string, ids: Readonly<Record<string, string>>): Made {
  return {
    account,
    ids,
    arn: (resource) => {
      if (resource === '*' || resource.startsWith('arn:')) return resource;
      const service = resource.startsWith('federated-user/') ? 'sts' : 'iam';
      return `arn:aws:${service}::${account}:${resource}`;
    },
    codes: () => {
      const [seed = '', step] = [ids.mfa, stepAt(Date.now())];
      return { AuthenticationCode1: codeOfStep(seed, step - 1), AuthenticationCode2: codeOfStep(seed, step) };
    },
  };
}
