import type { BucketLifecycleConfiguration, LifecycleRule, Transition } from '@aws-sdk/client-s3';
import { invalidArgument, invalidRequest, malformedXml } from './errors.js';

const MAX_RULES = 1000;
const MAX_ID_LENGTH = 255;
const MAX_NEWER_VERSIONS = 100;
const DAY = 24 * 60 * 60 * 1000;
/** "Valid values are positive integers" of 30 or more, where objects are kept in Infrequent Access. */
const LEAST_DAYS: Readonly<Record<string, number>> = { STANDARD_IA: 30, ONEZONE_IA: 30 };

/**
 * Throws for rules that S3 does not store.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html
 */
export function checkLifecycle({ Rules = [] }: Partial<BucketLifecycleConfiguration>): void {
  if (Rules.length === 0 || Rules.length > MAX_RULES) throw malformedXml();
  const ids = Rules.flatMap(({ ID }) => (ID ? [ID] : []));
  if (ids.some((id) => id.length > MAX_ID_LENGTH))
    throw invalidArgument('ID', `ID length should not exceed allowed limit of ${MAX_ID_LENGTH}`);
  if (new Set(ids).size < ids.length)
    throw invalidArgument('ID', 'Rule ID must be unique. Found same ID for more than one rule');
  if (new Set(Rules.map(({ Prefix }) => Prefix === undefined)).size > 1) throw malformedXml();
  for (const rule of Rules) {
    checkFilter(rule);
    checkActions(rule);
    checkExpiration(rule);
    checkTransitions(rule);
    checkNoncurrent(rule);
  }
}

/** S3 gives an id to a rule that has none. */
export function withRuleIds<T extends { readonly Rules?: readonly { readonly ID?: string | undefined }[] | undefined }>(
  document: T,
  newId: () => string,
): T {
  return { ...document, Rules: document.Rules?.map((rule) => ({ ...rule, ID: rule.ID || newId() })) };
}

/** "A Filter must have exactly one of Prefix, Tag, or And specified. Filter is required if the LifecycleRule does not contain a Prefix element." */
function checkFilter({ Filter, Prefix }: LifecycleRule): void {
  if ((Filter === undefined) === (Prefix === undefined)) throw malformedXml();
  if (Filter === undefined) return;
  if (Object.values(Filter).filter((value) => value !== undefined).length > 1) throw malformedXml();
  const keys = (Filter.And?.Tags ?? []).map(({ Key }) => Key);
  if (new Set(keys).size < keys.length) throw invalidRequest('Duplicate Tag Keys are not allowed.');
}

function checkActions(rule: LifecycleRule): void {
  const { Expiration, NoncurrentVersionExpiration, AbortIncompleteMultipartUpload, Filter } = rule;
  const actions = [
    Expiration,
    NoncurrentVersionExpiration,
    AbortIncompleteMultipartUpload,
    rule.Transitions?.[0],
    rule.NoncurrentVersionTransitions?.[0],
  ];
  if (actions.every((action) => action === undefined))
    throw invalidRequest('At least one action needs to be specified in a rule');
  const narrowed = narrowing(Filter);
  if (narrowed === undefined) return;
  if (AbortIncompleteMultipartUpload)
    throw invalidRequest(`AbortIncompleteMultipartUpload cannot be specified with ${narrowed}.`);
  if (Expiration?.ExpiredObjectDeleteMarker)
    throw invalidRequest(`ExpiredObjectDeleteMarker cannot be specified with ${narrowed}.`);
}

/** What uploads and delete markers do not have. */
function narrowing(filter: LifecycleRule['Filter']): 'Tags' | 'Object Size' | undefined {
  if (filter?.Tag ?? filter?.And?.Tags) return 'Tags';
  const sizes = [filter, filter?.And].flatMap((part) => [part?.ObjectSizeGreaterThan, part?.ObjectSizeLessThan]);
  return sizes.some((size) => size !== undefined) ? 'Object Size' : undefined;
}

function checkExpiration({ Expiration, AbortIncompleteMultipartUpload }: LifecycleRule): void {
  const began = AbortIncompleteMultipartUpload?.DaysAfterInitiation;
  if (AbortIncompleteMultipartUpload && (began === undefined || began < 1))
    throw invalidArgument(
      'DaysAfterInitiation',
      "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer",
    );
  if (Expiration === undefined) return;
  const { Date: date, Days, ExpiredObjectDeleteMarker } = Expiration;
  if ([date, Days, ExpiredObjectDeleteMarker].filter((value) => value !== undefined).length !== 1) throw malformedXml();
  if (Days !== undefined && Days < 1)
    throw invalidArgument('Days', "'Days' for Expiration action must be a positive integer");
  refuseTimeOfDay(date);
}

function checkTransitions(rule: LifecycleRule): void {
  const { Transitions = [], Expiration } = rule;
  const filter = `filter '(prefix=${prefixOf(rule)})'`;
  if (new Set(Transitions.map(({ StorageClass }) => StorageClass)).size < Transitions.length)
    throw invalidRequest(`'StorageClass' must be different for 'Transition' actions in same 'Rule' with ${filter}`);
  const timed = [...Transitions, ...(Expiration ? [Expiration] : [])];
  if (timed.some(({ Date: date }) => date) && timed.some(({ Days }) => Days !== undefined))
    throw invalidRequest(
      `Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for ${filter}`,
    );
  for (const transition of Transitions) {
    checkTransition(transition);
    const { Days, Date: date } = transition;
    const unit = isNotAfter(Expiration?.Days, Days) ? 'Days' : isNotAfter(Expiration?.Date, date) ? 'Date' : undefined;
    if (unit === undefined) continue;
    const message = `'${unit}' in the Expiration action for ${filter} must be greater than '${unit}' in the Transition action`;
    throw invalidArgument(unit, message);
  }
}

function prefixOf({ Prefix, Filter }: LifecycleRule): string {
  return Prefix ?? Filter?.Prefix ?? Filter?.And?.Prefix ?? '';
}

function isNotAfter<T extends number | Date>(later: T | undefined, earlier: T | undefined): boolean {
  return later !== undefined && earlier !== undefined && later <= earlier;
}

function checkTransition({ Date: date, Days, StorageClass }: Transition): void {
  if ((date !== undefined && Days !== undefined) || (Days ?? 0) < 0) throw malformedXml();
  const least = LEAST_DAYS[StorageClass ?? ''] ?? 0;
  if (Days !== undefined && Days < least)
    throw invalidArgument(
      'Days',
      `'Days' in Transition action must be greater than or equal to ${least} for storageClass '${StorageClass}'`,
    );
  refuseTimeOfDay(date);
}

function checkNoncurrent(rule: LifecycleRule): void {
  const { NoncurrentVersionExpiration, NoncurrentVersionTransitions = [] } = rule;
  const actions = [
    ...(NoncurrentVersionExpiration ? [NoncurrentVersionExpiration] : []),
    ...NoncurrentVersionTransitions,
  ];
  for (const { NoncurrentDays, NewerNoncurrentVersions } of actions) {
    if (NoncurrentDays === undefined) throw malformedXml();
    const isRefused = NewerNoncurrentVersions !== undefined && !isWithin(NewerNoncurrentVersions, MAX_NEWER_VERSIONS);
    if (isRefused) throw malformedXml();
  }
  if (NoncurrentVersionExpiration && (NoncurrentVersionExpiration.NoncurrentDays ?? 0) < 1)
    throw invalidArgument(
      'NoncurrentDays',
      "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    );
}

function isWithin(count: number, most: number): boolean {
  return count >= 1 && count <= most;
}

/** "The time is always midnight UTC." */
function refuseTimeOfDay(date: Date | undefined): void {
  if (date !== undefined && date.getTime() % DAY !== 0)
    throw invalidArgument('Date', "'Date' must be at midnight GMT", date.toISOString());
}
