import { compile } from './compile.js';
import { dateValue } from './dates.js';
import { parseJson } from './document.js';
import { gather, type PolicyGroup } from './gather.js';
import { parseAddress } from './ip-addresses.js';
import type { PolicySet } from './policies.js';
import { locateFaults, PolicyError } from './policy-error.js';
import type { ContextValue, Principal } from './request.js';
import {
  type ContextEntry,
  type SimulateCustomPolicyInput,
  type SimulatedPolicy,
  type SimulatePrincipalPolicyInput,
  SimulationInputError,
} from './simulation.js';
import type { PolicyKind } from './validate.js';
import { documentSyntaxFault } from './validate-syntax.js';

/** A simulation with its policies compiled. */
export interface PreparedSimulation {
  readonly actions: readonly string[];
  /** `*` alone where none was named. */
  readonly resources: readonly string[];
  readonly policies: PolicySet;
  readonly caller: Principal;
  readonly callerAccount: string;
  /** The account that owns what does not say its owner. */
  readonly owner: string;
  readonly context: ReadonlyMap<string, ContextValue>;
}

const ACTION = /^[a-z0-9-]+:[a-z0-9]+$/i;
const MOST_LEVELS = 7;
const ENTITY = /^arn:[\w-]+:iam::(\d{12}):(user|role|group)\/(.+)$/;
const OWNER = /^(?:arn:[\w-]+:iam::)?(\d{12})(?::root)?$/;
/** Whoever has the policies of a custom simulation without a caller. */
const NOBODY = { account: '', arn: '', uniqueId: '' };

export function prepareCustom(input: SimulateCustomPolicyInput): PreparedSimulation {
  const levels = input.OrderedOrganizationPolicyInputList?.map(({ ServiceControlPolicyInputList: list = [] }, index) =>
    numbered(`OrderedOrganizationPolicyInputList.${index + 1}.ServiceControlPolicyInputList`, list),
  );
  if (input.ResourcePolicy !== undefined && input.CallerArn === undefined) {
    throw new SimulationInputError('a `ResourcePolicy` needs a `CallerArn`: its principals are compared with it');
  }
  return prepare(input, {
    policies: numbered('PolicyInputList', input.PolicyInputList),
    boundary: numbered('PermissionsBoundaryPolicyInputList', input.PermissionsBoundaryPolicyInputList),
    scps: levels,
    callerArn: input.CallerArn,
  });
}

export function preparePrincipal(input: SimulatePrincipalPolicyInput): PreparedSimulation {
  const { attached } = input;
  const given = numbered('PermissionsBoundaryPolicyInputList', input.PermissionsBoundaryPolicyInputList);
  const own = attached.boundary ? [attached.boundary] : [];
  return prepare(input, {
    policies: [...attached.policies, ...numbered('PolicyInputList', input.PolicyInputList)],
    boundary: given.length > 0 ? given : own,
    scps: attached.scps,
    callerArn: input.CallerArn ?? input.PolicySourceArn,
  });
}

interface Sources {
  readonly policies: readonly SimulatedPolicy[];
  readonly boundary: readonly SimulatedPolicy[];
  readonly scps: readonly (readonly SimulatedPolicy[])[] | undefined;
  readonly callerArn: string | undefined;
}

type CommonInput = Omit<SimulateCustomPolicyInput, 'PolicyInputList' | 'OrderedOrganizationPolicyInputList'>;

function prepare(input: CommonInput, sources: Sources): PreparedSimulation {
  for (const action of input.ActionNames) {
    if (!ACTION.test(action)) {
      throw new SimulationInputError(`\`${action}\` is no action: name one as \`service:Action\`, without wildcards`);
    }
  }
  if (sources.boundary.length > 1) throw new SimulationInputError('there can be only one permissions boundary');
  if ((sources.scps?.length ?? 0) > MOST_LEVELS) {
    throw new SimulationInputError(`an organization has at most ${MOST_LEVELS} levels`);
  }
  const caller = callerOf(sources.callerArn);
  const callerAccount = 'account' in caller ? caller.account : '';
  const resources = input.ResourceArns ?? [];
  return {
    actions: input.ActionNames,
    resources: resources.length > 0 ? resources : ['*'],
    policies: policySet(sources, input.ResourcePolicy),
    caller,
    callerAccount,
    owner: input.ResourceOwner === undefined ? callerAccount : ownerOf(input.ResourceOwner),
    context: contextOf(input.ContextEntries ?? []),
  };
}

/** `PolicyInputList.1`, counted from 1 as AWS does. */
function numbered(list: string, documents: readonly string[] = []): readonly SimulatedPolicy[] {
  return documents.map((document, index) => ({ id: `${list}.${index + 1}`, document }));
}

function policySet({ policies, boundary, scps }: Sources, resourcePolicy: string | undefined): PolicySet {
  return {
    identity: compiled(policies, 'identity'),
    ...(boundary.length > 0 ? { boundary: compiled(boundary, 'boundary') } : {}),
    ...(scps ? { scps: scps.map((level) => compiled(level, 'scp')) } : {}),
    ...(resourcePolicy === undefined
      ? {}
      : { resource: compiled([{ id: 'ResourcePolicy', document: resourcePolicy }], 'resource') }),
  };
}

/** The grammar is checked and no more: what was saved before, or belongs to another service, may be simulated too. */
function compiled(policies: readonly SimulatedPolicy[], kind: PolicyKind): PolicyGroup {
  return gather(
    policies.map(({ id, document }) => {
      const fault = documentSyntaxFault(parseJson(document));
      if (fault) {
        const faults = [{ statement: undefined, ...fault, message: 'Syntax errors in policy.' }];
        throw new PolicyError('MalformedPolicyDocument', locateFaults(faults, document));
      }
      return { policy: compile(document, { kind, accepted: true }), source: { name: id } };
    }),
  );
}

/** A user, a role (as a session of it) or a group, which no policy can name. */
function callerOf(arn: string | undefined): Principal {
  if (arn === undefined) return { type: 'user', ...NOBODY };
  const [, account = '', kind, path = ''] = ENTITY.exec(arn) ?? [];
  if (kind === undefined) {
    throw new SimulationInputError(`\`${arn}\` cannot call: name a user, a group or a role, not a session`);
  }
  if (kind !== 'role') return { type: 'user', account, arn, uniqueId: '' };
  const sessionName = 'simulation';
  const name = path.slice(path.lastIndexOf('/') + 1);
  const partition = arn.split(':')[1] ?? 'aws';
  const session = `arn:${partition}:sts::${account}:assumed-role/${name}/${sessionName}`;
  return { type: 'assumed-role', account, arn: session, roleArn: arn, roleId: '', sessionName };
}

function ownerOf(owner: string): string {
  const account = OWNER.exec(owner)?.[1];
  if (account === undefined)
    throw new SimulationInputError(`\`${owner}\` is no account: write \`arn:aws:iam::ID:root\``);
  return account;
}

/** What the values of each type look like; texts may be anything. */
const VALUES: Readonly<Record<string, (value: string) => boolean>> = {
  string: () => true,
  binary: () => true,
  boolean: (value) => /^(?:true|false)$/i.test(value),
  date: (value) => dateValue(value) !== undefined,
  ip: (value) => parseAddress(value) !== undefined,
  numeric: (value) => value.trim() !== '' && Number.isFinite(Number(value)),
};
const LIST = /List$/;

function contextOf(entries: readonly ContextEntry[]): ReadonlyMap<string, ContextValue> {
  return new Map(entries.map((entry) => [entry.ContextKeyName.toLowerCase(), contextValue(entry)]));
}

function contextValue({
  ContextKeyName: name,
  ContextKeyValues: values,
  ContextKeyType: type,
}: ContextEntry): ContextValue {
  const single = type.replace(LIST, '');
  const isValue = Object.hasOwn(VALUES, single) ? VALUES[single] : undefined;
  if (!isValue) throw new SimulationInputError(`\`${type}\` is no type of context keys`);
  const wrong = values.find((value) => !isValue(value));
  if (wrong !== undefined) throw new SimulationInputError(`\`${wrong}\` of \`${name}\` is not of the type ${single}`);
  const [only] = values;
  return values.length === 1 && only !== undefined && !LIST.test(type) ? only : values;
}
