import type { RedirectAllRequestsTo, RoutingRule, WebsiteConfiguration } from '@aws-sdk/client-s3';
import { invalidArgument, invalidRequest, malformedXml } from './errors.js';

/** "Amazon S3 has a limitation of 50 routing rules per website configuration." */
const MAX_RULES = 50;

/**
 * Throws for a website that S3 does not take.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html
 */
export function checkWebsite(website: WebsiteConfiguration): void {
  const { RedirectAllRequestsTo: everywhere, IndexDocument, ErrorDocument, RoutingRules } = website;
  if (everywhere) {
    checkRedirectOfAll(everywhere, website);
    return;
  }
  if (IndexDocument === undefined)
    throw invalidArgument(
      'IndexDocument',
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
      'null',
    );
  const { Suffix = '' } = IndexDocument;
  if (Suffix === '' || Suffix.includes('/'))
    throw invalidArgument('IndexDocument', 'The IndexDocument Suffix is not well formed', Suffix);
  if (ErrorDocument && !ErrorDocument.Key) throw malformedXml();
  if (RoutingRules === undefined) return;
  if (RoutingRules.length === 0) throw malformedXml();
  if (RoutingRules.length > MAX_RULES)
    throw invalidRequest(
      `${RoutingRules.length} routing rules provided, the number of routing rules in a website configuration is limited to ${MAX_RULES}.`,
    );
  for (const rule of RoutingRules) checkRoutingRule(rule);
}

function checkRedirectOfAll({ HostName }: RedirectAllRequestsTo, website: WebsiteConfiguration): void {
  if (Object.values(website).filter((part) => part !== undefined).length > 1)
    throw invalidArgument(
      'RedirectAllRequestsTo',
      'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
      'not null',
    );
  if (!HostName) throw malformedXml();
}

function checkRoutingRule({ Condition, Redirect }: RoutingRule): void {
  if (Redirect?.ReplaceKeyPrefixWith !== undefined && Redirect.ReplaceKeyWith !== undefined)
    throw invalidRequest('You can only define ReplaceKeyPrefix or ReplaceKey but not both.');
  if (Condition && Object.values(Condition).every((value) => value === undefined))
    throw invalidRequest(
      "Condition cannot be empty. To redirect all requests without a condition, the condition element shouldn't be present.",
    );
}
