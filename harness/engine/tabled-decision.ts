import type { DecidingStatement, Decision, PolicySource } from './decision.js';
import { gather, type PolicyGroup } from './gather.js';
import type { AttachedPolicy } from './policies.js';
import { mapGroups, type PolicySetOf } from './policy-groups.js';
import { attachedOfJson, type DecidedJson, type PolicyJson, policyJson } from './policy-json.js';

/** A decision as JSON tells it, with its policies by their places in a table: many decisions are made by few policies. */
export interface TabledDecision extends DecidedJson {
  readonly deciding: readonly TabledStatement[];
  /** A group that is absent took no part, an empty one allowed nothing. */
  readonly policies: PolicySetOf<readonly number[]>;
}

interface TabledStatement extends Pick<DecidingStatement, 'layer' | 'index' | 'effect'> {
  readonly policy: number;
  readonly sid?: string;
}

export interface PolicyTable {
  readonly policies: readonly PolicyJson[];
  /** The decision, whose policies are in the table afterwards. */
  tabled(decision: Decision): TabledDecision;
}

export function createPolicyTable(): PolicyTable {
  const policies: PolicyJson[] = [];
  const places = new Map<string, number>();
  const known = new WeakMap<AttachedPolicy, number>();
  const bySource = new WeakMap<PolicySource, number>();
  const placeOf = (attached: AttachedPolicy): number => {
    const place = known.get(attached) ?? enter(attached);
    bySource.set(attached.source, place);
    return place;
  };
  const enter = (attached: AttachedPolicy): number => {
    const json = policyJson(attached);
    const text = JSON.stringify(json);
    const place = places.get(text) ?? policies.push(json) - 1;
    places.set(text, place);
    known.set(attached, place);
    return place;
  };
  return {
    policies,
    tabled({ outcome, because, layer, deciding, request, policies: set }) {
      const { principal, action, resource, resourceAccount, context } = request;
      const groups = mapGroups(set, (group) => group.policies.map(placeOf));
      const statements = deciding.flatMap(({ source, sid, ...statement }) => {
        const policy = bySource.get(source);
        return policy === undefined ? [] : [{ policy, ...statement, ...(sid !== undefined && { sid }) }];
      });
      const asked = { principal, action, resource, resourceAccount, context: contextJson(context) };
      return { outcome, because, layer, deciding: statements, ...asked, policies: groups };
    },
  };
}

/** Reads decisions that refer to a table, as they were told. Each policy is compiled once, and groups of the same ones gathered once. */
export function readPolicyTable(table: readonly PolicyJson[]): (tabled: TabledDecision) => Decision {
  const attached = table.map(attachedOfJson);
  const groups = new Map<string, PolicyGroup>();
  const groupOf = (places: readonly number[]): PolicyGroup => {
    const key = places.join();
    const group = groups.get(key) ?? gather(places.flatMap((place) => attached[place] ?? []));
    groups.set(key, group);
    return group;
  };
  return ({ outcome, because, layer, deciding, context, policies, principal, action, resource, resourceAccount }) => ({
    outcome,
    because,
    layer,
    deciding: deciding.flatMap(({ policy, sid, ...statement }) => {
      const source = attached[policy]?.source;
      return source === undefined ? [] : [{ ...statement, sid, source }];
    }),
    request: { principal, action, resource, resourceAccount, context: new Map(Object.entries(context)) },
    policies: mapGroups(policies, groupOf),
  });
}

function contextJson(context: Decision['request']['context']): DecidedJson['context'] {
  const keys = [...new Set(context.keys())];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = context.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
}
