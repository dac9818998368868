import type { Membership } from '../account/organization.js';
import type { VpcEndpoint } from '../account/vpc-endpoints.js';
import type { RequestOrigin } from '../aws/http.js';
import type { ContextSource, Key } from './request-context.js';
import { tellsVpcArn, tellsVpceAccount, tellsVpceOrganization } from './vpc-endpoint-keys.js';

/**
 * The keys about the network that a request came through. A service that calls in its own name comes from AWS's network, and one that
 * forwards a request does not hand on the endpoint of the first: "the source VPC endpoint of the initial request is not preserved".
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-network-properties
 */
export const NETWORK_KEYS: Readonly<Record<string, Key>> = {
  'aws:sourceip': ({ facts: { origin } }) =>
    origin.vpce === undefined && origin.service === undefined ? origin.sourceIp : undefined,
  'aws:vpcsourceip': (source) => throughEndpoint(source, (_, { sourceIp }) => sourceIp),
  'aws:sourcevpce': (source) => throughEndpoint(source, ({ id }) => id),
  'aws:sourcevpc': (source) => throughEndpoint(source, ({ vpc }) => vpc),
  'aws:sourcevpcarn': (source) =>
    throughEndpoint(source, ({ vpc, account, region = 'us-east-1' }) =>
      tellsVpcArn(source.action) ? `arn:aws:ec2:${region}:${account}:vpc/${vpc}` : undefined,
    ),
  'aws:vpceaccount': (source) =>
    throughEndpoint(source, ({ account }) => (tellsVpceAccount(source.action) && account ? account : undefined)),
  'aws:vpceorgid': (source) => ownerMembership(source)?.organizationId,
  'aws:vpceorgpaths': (source) => {
    const path = ownerMembership(source)?.path;
    return path === undefined ? undefined : [path];
  },
};

/** The endpoint that a request came through in the caller's own name. */
export function endpointOf({ caller, facts, accounts }: EndpointSource): VpcEndpoint | undefined {
  const { origin } = facts;
  if (origin.vpce === undefined || origin.service !== undefined || isForwarded(origin)) return undefined;
  const known = accounts.vpcEndpoints.withId(origin.vpce);
  if (known !== undefined || origin.vpc === undefined) return known;
  const account = caller.kind === 'anonymous' ? '' : caller.account.id;
  return { id: origin.vpce, vpc: origin.vpc, account };
}

type EndpointSource = Pick<ContextSource, 'caller' | 'facts' | 'accounts'>;

/** What is wrong with the endpoint that a request names: one of which nothing is known has no policy to decide by. */
export function endpointComplaint({ vpce, vpc }: RequestOrigin, { vpcEndpoints }: EndpointSource['accounts']) {
  if (vpce === undefined) return undefined;
  const known = vpcEndpoints.withId(vpce);
  if (known === undefined) {
    const advice = 'tell the emulator of it with its policy, or pass its `vpc` too';
    return vpc === undefined ? `the VPC endpoint \`${vpce}\` is unknown; ${advice}` : undefined;
  }
  if (vpc === undefined || vpc === known.vpc) return undefined;
  return `the VPC endpoint \`${vpce}\` is in \`${known.vpc}\`, not in \`${vpc}\`; leave \`vpc\` out`;
}

/** Whether a service makes the request with a forward access session of the caller. */
export function isForwarded({ viaService = false, calledVia = [] }: RequestOrigin): boolean {
  return viaService || calledVia.length > 0;
}

function throughEndpoint<T>(source: ContextSource, read: (endpoint: VpcEndpoint, origin: RequestOrigin) => T) {
  const endpoint = endpointOf(source);
  return endpoint && read(endpoint, source.facts.origin);
}

function ownerMembership(source: ContextSource): Membership | undefined {
  return throughEndpoint(source, ({ account }) =>
    tellsVpceOrganization(source.action) ? source.accounts.membership(account) : undefined,
  );
}
