import {
  type IAMClient,
  paginateListGroups,
  paginateListInstanceProfiles,
  paginateListInstanceProfileTags,
  paginateListMFADeviceTags,
  paginateListPolicies,
  paginateListPolicyTags,
  paginateListRoles,
  paginateListRoleTags,
  paginateListServerCertificates,
  paginateListServerCertificateTags,
  paginateListUsers,
  paginateListUserTags,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import { GetBucketTaggingCommand, paginateListBuckets, type S3Client } from '@aws-sdk/client-s3';
import { errorCode } from './error-code.js';
import type { Resource } from './resources.js';
import type { TeardownClients } from './teardown.js';

/** The path of everything that runs make in an account of others, with the run behind it. */
export const RUNS_PATH = '/iam-rehearsal/';
/** Of the names of buckets, which have no path. */
const BUCKET_NAME = /^iamr-([0-9a-z]+)-/;
export const RUN_TAG = 'iam-rehearsal:run';

/** A resource that some run made, as the account shows it. */
export interface Found extends Resource {
  readonly run: string;
  /** Milliseconds since the epoch; undefined where AWS tells no date. */
  readonly created: number | undefined;
}

/**
 * Everything in the account that runs have made: by path and, where the kind takes tags, by the tag of the same run. What has only one
 * of the two is someone else's.
 */
export async function findLeftovers({ iam, s3 }: TeardownClients): Promise<readonly Found[]> {
  const lists = [
    ...[users(iam), groups(iam), roles(iam), instanceProfiles(iam), policies(iam), buckets(s3)],
    ...[mfaDevices(iam), serverCertificates(iam)].map(wherePresent),
  ];
  const found: Found[] = [];
  for (const list of lists) for await (const it of list) found.push(it);
  return found;
}

async function* users(client: IAMClient) {
  for await (const { Users = [] } of paginateListUsers({ client }, { PathPrefix: RUNS_PATH })) {
    for (const { UserName = '', Path, CreateDate } of Users) {
      const tags = paginateListUserTags({ client }, { UserName });
      yield* own({ kind: 'user', name: UserName }, Path, CreateDate, tags);
    }
  }
}

/** Groups take no tags: their path has to do. */
async function* groups(client: IAMClient): AsyncGenerator<Found> {
  for await (const { Groups = [] } of paginateListGroups({ client }, { PathPrefix: RUNS_PATH })) {
    for (const { GroupName = '', Path, CreateDate } of Groups) {
      yield { kind: 'group', name: GroupName, run: runOf(Path), created: CreateDate?.getTime() };
    }
  }
}

async function* roles(client: IAMClient) {
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix: RUNS_PATH })) {
    for (const { RoleName = '', Path, CreateDate } of Roles) {
      const tags = paginateListRoleTags({ client }, { RoleName });
      yield* own({ kind: 'role', name: RoleName }, Path, CreateDate, tags);
    }
  }
}

async function* instanceProfiles(client: IAMClient) {
  for await (const { InstanceProfiles = [] } of paginateListInstanceProfiles({ client }, { PathPrefix: RUNS_PATH })) {
    for (const { InstanceProfileName = '', Path, CreateDate } of InstanceProfiles) {
      const tags = paginateListInstanceProfileTags({ client }, { InstanceProfileName });
      yield* own({ kind: 'instance-profile', name: InstanceProfileName }, Path, CreateDate, tags);
    }
  }
}

async function* policies(client: IAMClient) {
  const pages = paginateListPolicies({ client }, { PathPrefix: RUNS_PATH, Scope: 'Local' });
  for await (const { Policies = [] } of pages) {
    for (const { Arn: PolicyArn = '', Path, CreateDate } of Policies) {
      const tags = paginateListPolicyTags({ client }, { PolicyArn });
      yield* own({ kind: 'policy', name: PolicyArn }, Path, CreateDate, tags);
    }
  }
}

/** They are listed whatever their path. */
async function* mfaDevices(client: IAMClient) {
  for await (const { VirtualMFADevices = [] } of paginateListVirtualMFADevices({ client }, {})) {
    for (const { SerialNumber = '', EnableDate } of VirtualMFADevices) {
      const [, path] = /:mfa(\/.*\/)/.exec(SerialNumber) ?? [];
      if (path?.startsWith(RUNS_PATH) !== true) continue;
      const tags = paginateListMFADeviceTags({ client }, { SerialNumber });
      yield* own({ kind: 'mfa-device', name: SerialNumber }, path, EnableDate, tags);
    }
  }
}

async function* serverCertificates(client: IAMClient) {
  const pages = paginateListServerCertificates({ client }, { PathPrefix: RUNS_PATH });
  for await (const { ServerCertificateMetadataList = [] } of pages) {
    for (const { ServerCertificateName = '', Path, UploadDate } of ServerCertificateMetadataList) {
      const tags = paginateListServerCertificateTags({ client }, { ServerCertificateName });
      yield* own({ kind: 'server-certificate', name: ServerCertificateName }, Path, UploadDate, tags);
    }
  }
}

/** A server of others that does not implement a listing holds nothing of the kind. */
async function* wherePresent(found: AsyncGenerator<Found>): AsyncGenerator<Found> {
  try {
    yield* found;
  } catch (error) {
    if (!['NotImplemented', 'InvalidAction'].includes(errorCode(error))) throw error;
  }
}

async function* buckets(client: S3Client): AsyncGenerator<Found> {
  for await (const { Buckets = [] } of paginateListBuckets({ client }, { Prefix: 'iamr-' })) {
    for (const { Name = '', CreationDate } of Buckets) {
      const [, run] = BUCKET_NAME.exec(Name) ?? [];
      if (run === undefined || (await bucketTag(Name, client)) !== run) continue;
      yield { kind: 'bucket', name: Name, run, created: CreationDate?.getTime() };
    }
  }
}

async function bucketTag(Bucket: string, client: S3Client): Promise<string | undefined> {
  try {
    const { TagSet = [] } = await client.send(new GetBucketTaggingCommand({ Bucket }));
    return TagSet.find(({ Key }) => Key === RUN_TAG)?.Value;
  } catch (error) {
    if (['NoSuchTagSet', 'NoSuchBucket'].includes(errorCode(error))) return undefined;
    throw error;
  }
}

type TagPages = AsyncIterable<{
  readonly Tags?: readonly { Key: string | undefined; Value: string | undefined }[] | undefined;
}>;

async function* own(
  resource: Resource,
  path: string | undefined,
  created: Date | undefined,
  tags: TagPages,
): AsyncGenerator<Found> {
  const run = runOf(path);
  for await (const { Tags = [] } of tags) {
    if (Tags.some(({ Key, Value }) => Key === RUN_TAG && Value === run)) {
      yield { ...resource, run, created: created?.getTime() };
      return;
    }
  }
}

function runOf(path = ''): string {
  return path.slice(RUNS_PATH.length).split('/')[0] ?? '';
}
