import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { AUTHORITY, AUTHORITY_KEY, SERVER, SERVER_KEY, SSH_KEY } from '../../fixtures/certificates.js';
import { samlMetadata } from '../../fixtures/saml-idp.js';
import { codeOfStep, stepAt } from '../account/totp.js';

export const ACCOUNT = '111122223333';
export const ALLOW_ALL = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
const TRUST = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"${ACCOUNT}"},"Action":"sts:AssumeRole"}]}`;
type Certificate = Pick<iam.UploadServerCertificateCommandInput, 'CertificateBody' | 'PrivateKey'>;

const METADATA = samlMetadata({});
const CERTIFICATES: readonly [Certificate, Certificate] = [
  { CertificateBody: SERVER, PrivateKey: SERVER_KEY },
  { CertificateBody: AUTHORITY, PrivateKey: AUTHORITY_KEY },
];

/** What a random call looks at: which keys, devices and certificates there are. */
export interface Known {
  readonly now: number;
  readonly accessKeyIds: readonly string[];
  readonly devices: readonly { readonly id: string; readonly seed: string }[];
  readonly certificateIds: readonly string[];
  readonly sshKeyIds: readonly string[];
}

export interface RandomCall {
  readonly service: 'iam' | 's3' | 'sts';
  readonly command: object;
}

/** A random call. Names are few, so that calls meet what others made and often fail. */
export function randomCall(random: () => number, known: Known): RandomCall {
  const draw = drawing(random);
  const kind = random() % 30;
  if (kind < 22) return { service: 'iam', command: iamCommand(draw, known) };
  if (kind < 28) return { service: 's3', command: s3Command(draw) };
  const assumed = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/${draw.name()}`, RoleSessionName: 'state' };
  return { service: 'sts', command: new AssumeRoleCommand(assumed) };
}

function drawing(random: () => number) {
  const pick = <T>(...choices: readonly [T, ...T[]]): T => choices[random() % choices.length] ?? choices[0];
  const name = () => pick('a', 'B', 'c');
  return {
    pick,
    name,
    path: () => pick('/', '/x/', '/x/y/'),
    tags: () => pick([], [{ Key: 'team', Value: name() }], [{ Key: 'Team', Value: name() }]),
    one: <T>(items: readonly T[]): T | undefined => items[random() % Math.max(items.length, 1)],
  };
}

type Draw = ReturnType<typeof drawing>;

function iamCommand(draw: Draw, known: Known): object {
  const families = [entities, attachments, policies, credentials, devices, holdings, tagged] as const;
  const commands = draw.pick(...families)(draw, known);
  return draw.pick(...(commands as readonly [() => object, ...(() => object)[]]))();
}

type Commands = readonly (() => object)[];

function entities({ name, path, tags }: Draw): Commands {
  const [UserName, GroupName, RoleName, Path, Tags] = [name(), name(), name(), path(), tags()];
  return [
    () => new iam.CreateUserCommand({ UserName, Path, Tags }),
    () => new iam.DeleteUserCommand({ UserName }),
    () => new iam.UpdateUserCommand({ UserName, NewUserName: name(), NewPath: Path }),
    () => new iam.CreateGroupCommand({ GroupName, Path }),
    () => new iam.DeleteGroupCommand({ GroupName }),
    () => new iam.UpdateGroupCommand({ GroupName, NewGroupName: name() }),
    () => new iam.AddUserToGroupCommand({ UserName, GroupName }),
    () => new iam.RemoveUserFromGroupCommand({ UserName, GroupName }),
    () => new iam.CreateRoleCommand({ RoleName, Path, Tags, AssumeRolePolicyDocument: TRUST }),
    () => new iam.DeleteRoleCommand({ RoleName }),
  ];
}

function attachments({ name }: Draw): Commands {
  const [UserName, GroupName, RoleName] = [name(), name(), name()];
  const PolicyArn = arnOf('policy', name());
  return [
    () => new iam.AttachUserPolicyCommand({ UserName, PolicyArn }),
    () => new iam.DetachUserPolicyCommand({ UserName, PolicyArn }),
    () => new iam.AttachRolePolicyCommand({ RoleName, PolicyArn }),
    () => new iam.DetachRolePolicyCommand({ RoleName, PolicyArn }),
    () => new iam.AttachGroupPolicyCommand({ GroupName, PolicyArn }),
    () => new iam.DetachGroupPolicyCommand({ GroupName, PolicyArn }),
    () => new iam.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: PolicyArn }),
    () => new iam.DeleteUserPermissionsBoundaryCommand({ UserName }),
  ];
}

function policies({ name, pick, tags }: Draw): Commands {
  const [UserName, RoleName, PolicyName] = [name(), name(), name()];
  const PolicyArn = arnOf('policy', PolicyName);
  const VersionId = pick('v1', 'v2', 'v3');
  const PolicyDocument = ALLOW_ALL;
  return [
    () => new iam.CreatePolicyCommand({ PolicyName, PolicyDocument, Tags: tags() }),
    () => new iam.DeletePolicyCommand({ PolicyArn }),
    () => new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: pick(true, false) }),
    () => new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }),
    () => new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId }),
    () => new iam.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId }),
    () => new iam.PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument }),
    () => new iam.DeleteUserPolicyCommand({ UserName, PolicyName }),
    () => new iam.PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument }),
    () => new iam.DeleteRolePolicyCommand({ RoleName, PolicyName }),
  ];
}

function credentials({ name, one, pick }: Draw, known: Known): Commands {
  const UserName = name();
  const AccessKeyId = one(known.accessKeyIds) ?? 'AKIANOSUCHKEYEXAMPLE';
  const SSHPublicKeyId = one(known.sshKeyIds) ?? 'APKANOSUCHKEYEXAMPLE';
  const CertificateId = one(known.certificateIds) ?? 'NOSUCHCERTIFICATEEXAMPLEID';
  return [
    () => new iam.CreateAccessKeyCommand({ UserName }),
    () => new iam.UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: pick('Active', 'Inactive') }),
    () => new iam.DeleteAccessKeyCommand({ UserName, AccessKeyId }),
    () => new iam.CreateLoginProfileCommand({ UserName, Password: 'Curtain-up-8' }),
    () => new iam.DeleteLoginProfileCommand({ UserName }),
    () => new iam.UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: SSH_KEY }),
    () => new iam.DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId }),
    () => new iam.UploadSigningCertificateCommand({ UserName, CertificateBody: pick(SERVER, AUTHORITY) }),
    () => new iam.DeleteSigningCertificateCommand({ UserName, CertificateId }),
  ];
}

function devices({ name, one }: Draw, known: Known): Commands {
  const UserName = name();
  const device = one(known.devices) ?? { id: arnOf('mfa', 'none'), seed: 'AAAAAAAA' };
  const step = stepAt(known.now);
  const codes = {
    AuthenticationCode1: codeOfStep(device.seed, step - 1),
    AuthenticationCode2: codeOfStep(device.seed, step),
  };
  return [
    () => new iam.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: name() }),
    () => new iam.EnableMFADeviceCommand({ UserName, SerialNumber: device.id, ...codes }),
    () => new iam.DeactivateMFADeviceCommand({ UserName, SerialNumber: device.id }),
    () => new iam.DeleteVirtualMFADeviceCommand({ SerialNumber: device.id }),
  ];
}

function holdings({ name, pick }: Draw): Commands {
  const [Name, RoleName, host] = [name(), name(), `${name().toLowerCase()}.example.com`];
  const [InstanceProfileName, ServerCertificateName] = [Name, Name];
  const OpenIDConnectProviderArn = arnOf('oidc-provider', host);
  return [
    () => new iam.CreateInstanceProfileCommand({ InstanceProfileName }),
    () => new iam.DeleteInstanceProfileCommand({ InstanceProfileName }),
    () => new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }),
    () => new iam.RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }),
    () => new iam.UploadServerCertificateCommand({ ServerCertificateName, ...pick(...CERTIFICATES) }),
    () => new iam.DeleteServerCertificateCommand({ ServerCertificateName }),
    () => new iam.CreateSAMLProviderCommand({ Name, SAMLMetadataDocument: METADATA }),
    () => new iam.DeleteSAMLProviderCommand({ SAMLProviderArn: arnOf('saml-provider', Name) }),
    () => new iam.CreateOpenIDConnectProviderCommand({ Url: `https://${host}`, ClientIDList: [Name] }),
    () => new iam.AddClientIDToOpenIDConnectProviderCommand({ OpenIDConnectProviderArn, ClientID: name() }),
    () => new iam.DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
  ];
}

function tagged({ name, pick }: Draw): Commands {
  const [UserName, RoleName, Tags] = [name(), name(), [{ Key: pick('team', 'Team', 'stage'), Value: name() }]];
  const PolicyArn = arnOf('policy', name());
  const TagKeys = [pick('team', 'stage')];
  return [
    () => new iam.TagUserCommand({ UserName, Tags }),
    () => new iam.UntagUserCommand({ UserName, TagKeys }),
    () => new iam.TagRoleCommand({ RoleName, Tags }),
    () => new iam.UntagRoleCommand({ RoleName, TagKeys }),
    () => new iam.TagPolicyCommand({ PolicyArn, Tags }),
    () => new iam.UntagPolicyCommand({ PolicyArn, TagKeys }),
    () => new iam.TagInstanceProfileCommand({ InstanceProfileName: name(), Tags }),
  ];
}

function s3Command({ name, pick }: Draw): object {
  const Bucket = `state-bucket-${name().toLowerCase()}`;
  const Key = name();
  const commands = [
    () => new s3.CreateBucketCommand({ Bucket }),
    () => new s3.DeleteBucketCommand({ Bucket }),
    () => new s3.PutObjectCommand({ Bucket, Key, Body: name() }),
    () => new s3.PutObjectCommand({ Bucket, Key, Body: name(), Tagging: 'team=a' }),
    () => new s3.DeleteObjectCommand({ Bucket, Key }),
    () =>
      new s3.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: pick('Enabled', 'Suspended') } }),
  ] as const;
  return pick(...(commands as readonly [() => object, ...(() => object)[]]))();
}

function arnOf(kind: string, name: string): string {
  return `arn:aws:iam::${ACCOUNT}:${kind}/${name}`;
}
