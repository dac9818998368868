import { AwsError } from '../../aws/errors.js';

type Refusal = (header: string, value: unknown) => AwsError | undefined;

/**
 * What S3 can do and the emulator cannot: a request that asks for it is refused, never carried out without it. Input members
 * by the SDK's names, with the header that stands for them on the wire.
 */
const REFUSALS: Readonly<Record<string, readonly [header: string, refusal: Refusal]>> = {
  SSEKMSEncryptionContext: ['x-amz-server-side-encryption-context', notEmulated],
  ObjectLockEventHold: ['x-amz-object-lock-event-hold', notEmulated],
  ObjectLockEventHoldDurationDays: ['x-amz-object-lock-event-hold-duration-days', notEmulated],
  ObjectLockEventHoldDurationYears: ['x-amz-object-lock-event-hold-duration-years', notEmulated],
  WriteOffsetBytes: ['x-amz-write-offset-bytes', notEmulated],
  MFA: ['x-amz-mfa', notEmulated],
  ChecksumXXHASH3: ['x-amz-checksum-xxhash3', notEmulated],
  ChecksumXXHASH64: ['x-amz-checksum-xxhash64', notEmulated],
  ChecksumXXHASH128: ['x-amz-checksum-xxhash128', notEmulated],
};

/** The members of inputs that are refused. */
export const unsupportedMembers: readonly string[] = Object.keys(REFUSALS);

/** Throws if the input asks for something of the table. */
export function refuseUnsupported(input: object): void {
  for (const [member, value] of Object.entries(input)) {
    if (value === undefined || !Object.hasOwn(REFUSALS, member)) continue;
    const [header, refusal] = REFUSALS[member] ?? ['', notEmulated];
    const error = refusal(header, value);
    if (error) throw error;
  }
}

/** The same for elements of a document. Throws if one of them is there. */
export function refuseElements(elements: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(elements)) if (value !== undefined) throw notEmulated(name);
}

function notEmulated(header: string): AwsError {
  const message = `\`${header}\` is not emulated by iam-rehearsal: leave it out, or run the test on another target`;
  return new AwsError('NotImplemented', message, { Header: header });
}
