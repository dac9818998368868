import type { Json } from './call.js';

/** Members of inputs that name something which a test may have made. */
const NAMING = ['UserName', 'RoleName', 'GroupName', 'InstanceProfileName', 'Bucket'];

const ENTITY =
  /(arn:aws[a-z-]*:(?:iam|sts)::<[\w-]+>:(?:user|role|group|policy|instance-profile|assumed-role|mfa|server-certificate)\/)([^"\s\\]+)/g;
const BUCKET = /(arn:aws[a-z-]*:s3:::)([^"/\s\\]+)/g;

/** Patterns, variables and placeholders name nothing certain. */
const OPEN = /[*?$<]/;

/** The names that a test has made, and those that stand in the input of a call that makes something. */
export function namesMade(operation: string, input: Json): readonly string[] {
  if (!/:Create/.test(operation)) return [];
  return membersOf(input, [...NAMING, 'PolicyName', 'ServerCertificateName', 'VirtualMFADeviceName']);
}

/** The names in an input that no call of the test has made. */
export function namesGiven(input: Json, own: ReadonlySet<string>): readonly string[] {
  return membersOf(input, NAMING).filter((name) => !own.has(name) && !OPEN.test(name));
}

/**
 * A text without names that are not the test's own: in an account of others they may tell something. Names that AWS has given, as those of
 * its managed policies, stay.
 */
export function withoutForeign(text: string, own: ReadonlySet<string>, given: readonly string[]): string {
  const isOwn = (name: string) => name === '' || own.has(name) || OPEN.test(name);
  const hidden = text
    .replace(ENTITY, (whole, head: string, path: string) =>
      nameOf(head, path).every(isOwn) ? whole : `${head}<foreign>`,
    )
    .replace(BUCKET, (whole, head: string, bucket: string) => (isOwn(bucket) ? whole : `${head}<foreign>`));
  return given.reduce((rest, name) => rest.replaceAll(name, '<foreign>'), hidden);
}

/** Of a session the role: its own name is the test's. Of everything else what stands behind the path. */
function nameOf(head: string, path: string): readonly string[] {
  const parts = path.split('/');
  return head.endsWith(':assumed-role/') ? parts.slice(0, 1) : parts.slice(-1);
}

function membersOf(input: Json, names: readonly string[]): readonly string[] {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return [];
  const members = input as Readonly<Record<string, Json>>;
  return names.flatMap((name) => {
    const value = members[name];
    return typeof value === 'string' ? [value] : [];
  });
}
