import type { Decision, Layer } from './decision.js';

/** Each kind of policy as AWS's refusals call it. */
const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  identity: 'identity-based policy',
  resource: 'resource-based policy',
  trust: 'role trust policy',
  boundary: 'permissions boundary',
  session: 'session policy',
  scp: 'service control policy',
  rcp: 'resource control policy',
  endpoint: 'VPC endpoint policy',
};

/**
 * The end of AWS's sentence about a denial, which depends on the layer alone: ` because no identity-based policy allows the
 * s3:GetObject action`, or ` with an explicit deny in a permissions boundary: ARN`. Empty where nothing was denied.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusalClause({ because, layer, deciding, request }: Decision): string {
  if (layer === undefined || (because !== 'explicit-deny' && because !== 'implicit-deny')) return '';
  const name = LAYER_NAMES[layer];
  if (because === 'implicit-deny') return ` because no ${name} allows the ${request.action} action`;
  const arn = deciding[0]?.source.arn;
  return ` with an explicit deny in ${layer === 'identity' ? 'an' : 'a'} ${name}${arn === undefined ? '' : `: ${arn}`}`;
}
