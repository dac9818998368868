import { type ChecksumAlgorithm, checksumAlgorithm, isChecksum, startChecksum } from '../checksums.js';
import { AwsError } from '../errors.js';
import type { HeaderMap } from '../http.js';
import { firstHeader } from './attempt.js';

/** A digest that was promised and is taken while the body streams. */
export interface DigestCheck {
  readonly update: (bytes: Uint8Array) => void;
  /** At the end of the body; throws AWS's error where the promise was not kept. */
  readonly verify: () => void;
}

/** `x-amz-content-sha256` against what arrived. */
export function sha256Check(promised: string): DigestCheck {
  const running = startChecksum('SHA256');
  return {
    update: running.update,
    verify() {
      const computed = Buffer.from(running.digest(), 'base64').toString('hex');
      if (computed === promised) return;
      const text = "The provided 'x-amz-content-sha256' header does not match what was computed.";
      throw new AwsError('XAmzContentSHA256Mismatch', text, {
        ClientComputedContentSHA256: promised,
        S3ComputedContentSHA256: computed,
      });
    },
  };
}

/** `Content-MD5`. S3 prints the expected digest in hex and the calculated one in base64. */
export function contentMd5Check(headers: HeaderMap): DigestCheck | undefined {
  const promised = firstHeader(headers, 'content-md5');
  if (promised === undefined) return undefined;
  if (!isChecksum('MD5', promised)) {
    const text = 'The Content-MD5 you specified was invalid.';
    throw new AwsError('InvalidDigest', text, { 'Content-MD5': promised });
  }
  const running = startChecksum('MD5');
  return {
    update: running.update,
    verify() {
      const calculated = running.digest();
      if (calculated === promised) return;
      throw new AwsError('BadDigest', 'The Content-MD5 you specified did not match what we received.', {
        ExpectedDigest: Buffer.from(promised, 'base64').toString('hex'),
        CalculatedDigest: calculated,
      });
    },
  };
}

/** The one checksum that a request may bring: in a header, or announced for the trailers. */
export interface PromisedChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Undefined while it is still to come in the trailers. */
  readonly value: string | undefined;
}

const prefix = 'x-amz-checksum-';
/** These share the prefix and say something else. */
const noChecksums = ['algorithm', 'mode', 'type'];

/**
 * Undefined where the request brings no checksum.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function promisedChecksum(headers: HeaderMap, trailers: readonly string[]): PromisedChecksum | undefined {
  const inHeaders = headers.hasName(isChecksumHeader) ? [...headers.keys()].filter(isChecksumHeader) : [];
  const [first, ...more] = [...inHeaders, ...trailers];
  if (first === undefined) {
    if (headers.has('x-amz-sdk-checksum-algorithm')) throw noMatchingChecksum();
    return undefined;
  }
  if (more.length > 0) {
    throw invalid('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const inTrailer = inHeaders.length === 0;
  const algorithm = knownAlgorithm(first, inTrailer);
  if (inTrailer) return { algorithm, value: undefined };
  const value = firstHeader(headers, first) ?? '';
  if (!isChecksum(algorithm, value)) throw invalid(`Value for ${first} header is invalid.`);
  return { algorithm, value };
}

function isChecksumHeader(name: string): boolean {
  return name.startsWith(prefix) && !noChecksums.includes(name.slice(prefix.length));
}

/** `value` is asked for at the end, when the trailers are there. */
export function checksumCheck(
  algorithm: ChecksumAlgorithm,
  value: () => string,
  onVerified: (value: string) => void,
): DigestCheck {
  const running = startChecksum(algorithm);
  return {
    update: running.update,
    verify() {
      const promised = value();
      if (running.digest() === promised) return onVerified(promised);
      throw new AwsError('BadDigest', `The ${algorithm} you specified did not match the calculated checksum.`);
    },
  };
}

export function checksumInTrailer(algorithm: ChecksumAlgorithm, trailers: ReadonlyMap<string, string>): string {
  const name = prefix + algorithm.toLowerCase();
  const value = trailers.get(name) ?? '';
  if (!isChecksum(algorithm, value)) throw invalid(`Value for ${name} trailing header is invalid.`);
  return value;
}

function knownAlgorithm(name: string, inTrailer: boolean): ChecksumAlgorithm {
  const algorithm = name.startsWith(prefix) ? checksumAlgorithm(name.slice(prefix.length)) : undefined;
  if (algorithm === 'not computed') {
    const text = 'A header you provided implies functionality that is not implemented';
    throw new AwsError('NotImplemented', text, { Header: name });
  }
  if (algorithm !== undefined) return algorithm;
  throw invalid(
    inTrailer
      ? 'The value specified in the x-amz-trailer header is not supported'
      : 'The algorithm type you specified in x-amz-checksum- header is invalid.',
  );
}

function noMatchingChecksum(): AwsError {
  return invalid(
    'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
  );
}

function invalid(text: string): AwsError {
  return new AwsError('InvalidRequest', text);
}
