import { deflateRawSync } from 'node:zlib';
import type { Tag } from '../../account/entities.js';
import { PLAIN_TOKEN_BYTES, type TokenSize } from '../../account/session-credentials.js';
import { AwsError } from '../../aws/errors.js';

/** The largest session token. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const TOKEN_BYTES = 4096;

interface TokenInput {
  readonly Policy?: string | undefined;
  readonly PolicyArns?: readonly { readonly arn?: string | undefined }[] | undefined;
  readonly MinimumSessionTokenSize?: number | undefined;
}

/**
 * How large the session token of a request becomes: "session policies and session tags add to the session token size", and a request may
 * ask for more. `carried` is what the calling session's own policies and tags take. AWS does not tell how it packs them; here they are
 * deflated. Throws PackedPolicyTooLarge, which names both sizes as AWS documents, in words that are not known.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sizedToken(input: TokenInput, tags: readonly Tag[] = [], carried = 0): Required<TokenSize> {
  const { Policy, PolicyArns = [], MinimumSessionTokenSize: minimum = 0 } = input;
  const packedBytes = carried + packed(Policy, PolicyArns, tags);
  const bytes = PLAIN_TOKEN_BYTES + packedBytes;
  if (bytes > TOKEN_BYTES) {
    throw new AwsError(
      'PackedPolicyTooLarge',
      `Session token size of ${bytes} bytes exceeds the maximum allowed size of ${TOKEN_BYTES} bytes.`,
    );
  }
  return { tokenBytes: Math.max(bytes, minimum), packedBytes };
}

function packed(policy: string | undefined, arns: TokenInput['PolicyArns'] = [], tags: readonly Tag[]): number {
  if (policy === undefined && arns.length + tags.length === 0) return 0;
  const deflated = deflateRawSync(JSON.stringify([policy, arns.map(({ arn }) => arn), tags]));
  return Math.ceil((deflated.length * 4) / 3);
}
