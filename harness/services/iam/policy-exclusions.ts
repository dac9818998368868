import type { PolicyIdentifier, PolicyIdentifierPolicyType } from '@aws-sdk/client-iam';
import { AwsError } from '../../aws/errors.js';
import type { HeldPolicy, HolderKind } from './service-grants.js';

/** One entry of a PolicyExclusionList, as a question to each policy of the principal. */
interface Exclusion {
  /** Boundaries and SCPs go by their type alone. */
  readonly type: PolicyIdentifierPolicyType | undefined;
  identity(policy: HeldPolicy): boolean;
}

/** What a PolicyExclusionList leaves out of a simulation. */
export interface Exclusions {
  readonly boundary: boolean;
  readonly scps: boolean;
  identity(policy: HeldPolicy): boolean;
}

/**
 * Throws InvalidInput for "malformed ARNs or wildcards in disallowed positions"; identifiers that match nothing are ignored, and so
 * are all of RCPs.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html
 */
export function readExclusions(list: readonly PolicyIdentifier[] = []): Exclusions {
  const exclusions = list.map(readIdentifier);
  return {
    boundary: exclusions.some(({ type }) => type === 'permission-boundary'),
    scps: exclusions.some(({ type }) => type === 'scp'),
    identity: (policy) => exclusions.some((exclusion) => exclusion.identity(policy)),
  };
}

const OF_TYPE: Readonly<Record<PolicyIdentifierPolicyType, (policy: HeldPolicy) => boolean>> = {
  inline: ({ arn }) => arn === undefined,
  'aws-managed': ({ arn }) => arn?.split(':')[4] === 'aws',
  'user-managed': ({ arn }) => arn !== undefined && arn.split(':')[4] !== 'aws',
  'permission-boundary': () => false,
  scp: () => false,
  rcp: () => false,
};

function readIdentifier(identifier: PolicyIdentifier): Exclusion {
  const { PolicyType: type, PolicyArn: arn, InlinePolicyIdentifier: inline } = identifier;
  if ([type, arn, inline].filter((given) => given !== undefined).length !== 1) {
    throw invalid(
      'each entry of PolicyExclusionList names exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier',
    );
  }
  if (type !== undefined) {
    if (!Object.hasOwn(OF_TYPE, type)) throw invalid(`${type} is no type of policies`);
    return { type, identity: OF_TYPE[type] };
  }
  if (arn !== undefined) return { type: undefined, identity: arnExclusion(arn) };
  return { type: undefined, identity: inlineExclusion(inline ?? {}) };
}

/** Up to the last slash an ARN stands as it is; wildcards are "in the resource name portion". */
const POLICY_ARN = /^(arn:aws[\w-]*:iam::(?:\d{12}|aws):policy\/(?:[^*?]*\/)?)([^/]+)$/;

function arnExclusion(arn: string): Exclusion['identity'] {
  const [, start, name] = POLICY_ARN.exec(arn) ?? [];
  if (start === undefined || name === undefined) throw invalid(`ARN ${arn} is not valid.`);
  const matches = namePattern(name);
  return (policy) => policy.arn?.startsWith(start) === true && matches(policy.arn.slice(start.length));
}

const HOLDERS: Readonly<Record<string, HolderKind>> = { user: 'USER', group: 'GROUP', role: 'ROLE' };

function inlineExclusion(inline: {
  readonly PolicyName?: string | undefined;
  readonly AttachmentType?: string | undefined;
  readonly AttachmentName?: string | undefined;
}): Exclusion['identity'] {
  const { PolicyName, AttachmentType = '', AttachmentName } = inline;
  const kind = Object.hasOwn(HOLDERS, AttachmentType) ? HOLDERS[AttachmentType] : undefined;
  if (PolicyName === undefined || AttachmentName === undefined || kind === undefined) {
    throw invalid(
      'an InlinePolicyIdentifier needs PolicyName, AttachmentType (user, group or role) and AttachmentName',
    );
  }
  if (/[*?]/.test(PolicyName)) throw invalid(`the PolicyName ${PolicyName} takes no wildcards`);
  const matches = namePattern(AttachmentName);
  return ({ arn, name, holder }) =>
    arn === undefined && name === PolicyName && holder.kind === kind && matches(holder.name);
}

/** "At most one `*` (matches any sequence of characters, including none), and any number of `?` (each matches exactly one character)." */
function namePattern(pattern: string): (name: string) => boolean {
  const [before = '', after, ...more] = pattern.split('*');
  if (more.length > 0) throw invalid(`${pattern} has more than one *`);
  if (after === undefined) return (name) => sameLetters(before, name);
  return (name) =>
    name.length >= before.length + after.length &&
    sameLetters(before, name.slice(0, before.length)) &&
    sameLetters(after, name.slice(name.length - after.length));
}

function sameLetters(pattern: string, name: string): boolean {
  return pattern.length === name.length && [...pattern].every((letter, at) => letter === '?' || letter === name[at]);
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInput', message);
}
