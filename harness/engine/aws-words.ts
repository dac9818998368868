import type { Decision } from './decision.js';
import { policyKinds } from './kinds.js';

/**
 * The end of AWS's sentence about a denial, which depends on the layer alone: ` because no identity-based policy allows the
 * s3:GetObject action`, or ` with an explicit deny in a permissions boundary: ARN`. Empty where nothing was denied.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusalClause({ because, layer, deciding, request }: Decision): string {
  if (layer === undefined || (because !== 'explicit-deny' && because !== 'implicit-deny')) return '';
  const name = policyKinds[layer].awsName;
  if (because === 'implicit-deny') return ` because no ${name} allows the ${request.action} action`;
  const arn = deciding[0]?.source.arn;
  return ` with an explicit deny in ${layer === 'identity' ? 'an' : 'a'} ${name}${arn === undefined ? '' : `: ${arn}`}`;
}
