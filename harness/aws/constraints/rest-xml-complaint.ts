import { AwsError } from '../errors.js';
import { malformedXml } from '../malformed-xml.js';
import type { Violation } from './violations.js';

type Complain = (name: string, value: string) => AwsError;

const argument =
  (message: string): Complain =>
  (name, value) =>
    new AwsError('InvalidArgument', message, { ArgumentName: name, ArgumentValue: value });
const withoutValue =
  (message: (value: string) => string): Complain =>
  (name, value) =>
    new AwsError('InvalidArgument', message(value), { ArgumentName: name });
const request =
  (message: (value: string) => string): Complain =>
  (_, value) =>
    new AwsError('InvalidRequest', message(value));

const CHECKSUMS = '[CRC32, CRC32C, CRC64NVME, SHA1, SHA256]';
const unsupportedChecksum = request(
  () => `Checksum algorithm provided is unsupported. Please try again with any of the valid types: ${CHECKSUMS}`,
);
const invalidStorageClass: Complain = (_, value) =>
  new AwsError('InvalidStorageClass', 'The storage class you specified is not valid', { StorageClassRequested: value });

/** What S3 says to a wrong header or query parameter of this name; to others it says InvalidArgument with an empty message. */
const BY_PARAMETER: Readonly<Record<string, Complain>> = {
  'encoding-type': argument('Invalid Encoding Method specified in Request'),
  'max-buckets': argument('Argument max-buckets must be an integer between 1 and 10000'),
  'x-amz-checksum-algorithm': unsupportedChecksum,
  'x-amz-sdk-checksum-algorithm': unsupportedChecksum,
  'x-amz-copy-source': (name) => argument('Invalid copy source object key')(name, name),
  'x-amz-object-attributes': argument('Invalid attribute name specified.'),
  'x-amz-object-lock-mode': argument('Unknown wormMode directive.'),
  'x-amz-object-ownership': withoutValue((value) => `Invalid x-amz-object-ownership header: ${value}`),
  'x-amz-storage-class': invalidStorageClass,
  'x-amz-transition-default-minimum-object-size': request(
    (value) => `Invalid TransitionDefaultMinimumObjectSize found: ${value}`,
  ),
};

/** What S3 says to a wrong element of a body, by AWS's shape; every other one makes the body a MalformedXML. */
const BY_SHAPE: Readonly<Record<string, Complain>> = {
  FilterRuleName: (_, value) => argument('filter rule name must be either prefix or suffix')('FilterRule.Name', value),
  Protocol: request(
    () =>
      'Invalid protocol, protocol can be http or https. If not defined the protocol will be selected automatically.',
  ),
  StorageClass: invalidStorageClass,
};

/** What the SDK demands of these members S3 does not: `<Tagging/>` takes all tags away, a mode may be in small letters (recorded). */
const NOT_ASKED_FOR: ReadonlySet<string> = new Set(['TagSet', 'ChecksumMode']);

/** The slash behind the bucket may be encoded as the rest (recorded); of the pattern it is not. */
function isEncodedSource({ member, value }: Violation): boolean {
  return member.name === 'CopySource' && /.%2f./i.test(String(value));
}

/** The error of S3 for an input: of its first violation, those of headers and query before those of the body. */
export function restXmlComplaint(found: readonly Violation[]): AwsError | undefined {
  const violations = found.filter(
    (violation) => !NOT_ASKED_FOR.has(violation.member.name) && !isEncodedSource(violation),
  );
  const violation = violations.find(({ member }) => parameterName(member) !== undefined) ?? violations[0];
  if (violation === undefined) return undefined;
  const name = parameterName(violation.member);
  if (violation.kind === 'missing') return missing(violation, name);
  const value = printed(violation);
  if (name !== undefined) return (lookUp(BY_PARAMETER, name) ?? argument(''))(name, value);
  if (/^accessControlPolicy\./i.test(violation.at)) return new AwsError('MalformedACLError', malformedXml().message);
  return lookUp(BY_SHAPE, violation.check?.shapeName ?? '')?.('', value) ?? malformedXml();
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
function missing({ member }: Violation, name: string | undefined): AwsError {
  if (member.binding?.in === 'payload')
    return member.name === 'Policy'
      ? new AwsError('MalformedPolicy', "Policies must be valid JSON and the first byte must be '{'")
      : new AwsError('MissingRequestBodyError', 'Request body is empty.');
  if (name === undefined) return malformedXml();
  if (name !== 'x-amz-object-attributes') return new AwsError('InvalidArgument', '', { ArgumentName: name });
  const message =
    'The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or empty';
  return new AwsError('InvalidArgument', message, { ArgumentName: name });
}

function parameterName({ binding }: Violation['member']): string | undefined {
  return binding?.in === 'header' || binding?.in === 'query' ? binding.name : undefined;
}

function lookUp(table: Readonly<Record<string, Complain>>, name: string): Complain | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function printed({ value, check, kind }: Violation): string {
  if (kind !== 'items' || !Array.isArray(value)) return String(value);
  return String(value.find((item) => !check?.item?.values?.has(item)));
}

const MAX_KEY_BYTES = 1024;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
export function keyComplaint(key: unknown): AwsError | undefined {
  const size = typeof key === 'string' ? Buffer.byteLength(key) : 0;
  if (size <= MAX_KEY_BYTES) return undefined;
  return new AwsError('KeyTooLongError', 'Your key is too long', {
    Size: String(size),
    MaxSizeAllowed: String(MAX_KEY_BYTES),
  });
}
