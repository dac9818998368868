/** iam-simulate's core beside our engine, where `fixtures/oracle` has it: its licence keeps it out of our dependencies. */
import { existsSync } from 'node:fs';
import type { Outcome } from './bound.fixture.js';
import type { AuthorizationRequest } from './index.js';
import { ACCOUNT, USER } from './workloads.fixture.js';

const PACKAGES = new URL('../../fixtures/oracle/node_modules/@cloud-copilot/', import.meta.url);
const CORE = 'iam-simulate/dist/esm/core_engine/CoreSimulatorEngine.js';
const CONSTRAINTS = 'iam-simulate/dist/esm/context_keys/discoveryContextKeyConstraints.js';

export interface Simulator {
  /** Loads the policies and the requests beforehand: only the decision itself is left to be timed. */
  prepare(documents: readonly string[], requests: readonly AuthorizationRequest[]): PreparedSimulator;
}

export interface PreparedSimulator {
  decide(request: AuthorizationRequest): unknown;
  outcome(request: AuthorizationRequest): Outcome;
}

/** What is used of its modules, which the package does not export. */
interface Core {
  authorize(request: unknown): { readonly result: string };
}
interface Requests {
  readonly AwsRequestImpl: new (
    principal: string,
    resource: { readonly resource: string; readonly accountId: string },
    action: string,
    context: unknown,
  ) => unknown;
}
interface Contexts {
  readonly RequestContextImpl: new (values: Readonly<Record<string, unknown>>) => unknown;
}
interface Constraints {
  readonly DiscoveryContextKeyConstraints: new () => unknown;
}
interface Policies {
  loadPolicy(document: unknown, metadata: { readonly name: string }): unknown;
}

const OUTCOMES: Readonly<Record<string, Outcome>> = { Allowed: 'allowed', ExplicitlyDenied: 'explicit-deny' };

/** Undefined where it is not installed. */
export async function loadSimulator(): Promise<Simulator | undefined> {
  if (!existsSync(new URL(CORE, PACKAGES))) return undefined;
  const load = async (path: string): Promise<unknown> => import(new URL(path, PACKAGES).href);
  const { authorize } = (await load(CORE)) as Core;
  const { AwsRequestImpl } = (await load('iam-simulate/dist/esm/request/request.js')) as Requests;
  const { RequestContextImpl } = (await load('iam-simulate/dist/esm/requestContext.js')) as Contexts;
  const { loadPolicy } = (await load('iam-policy/dist/esm/index.js')) as Policies;
  const { DiscoveryContextKeyConstraints } = (await load(CONSTRAINTS)) as Constraints;
  const simulationParameters = {
    simulationMode: 'Strict',
    discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints(),
  };
  return {
    prepare(documents, requests) {
      const identityPolicies = documents.map((text, index) =>
        loadPolicy(JSON.parse(text), { name: `policy-${index}` }),
      );
      const prepared = new Map(
        requests.map((request) => {
          const { action, resource, context } = request;
          const values = Object.fromEntries([...context.keys()].map((key) => [key, context.get(key)]));
          const at = { resource, accountId: ACCOUNT };
          return [request, new AwsRequestImpl(USER, at, action, new RequestContextImpl(values))] as const;
        }),
      );
      const decide = (request: AuthorizationRequest) =>
        authorize({
          request: prepared.get(request),
          identityPolicies,
          serviceControlPolicies: [],
          resourceControlPolicies: [],
          simulationParameters,
        });
      return { decide, outcome: (request) => OUTCOMES[decide(request).result] ?? 'implicit-deny' };
    },
  };
}
