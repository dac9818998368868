import {
  type EvaluationResult as AnsweredResult,
  GetContextKeysForCustomPolicyCommand,
  GetContextKeysForPrincipalPolicyCommand,
  type ContextEntry as GivenContextEntry,
  SimulateCustomPolicyCommand,
  type SimulateCustomPolicyCommandInput,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { AwsError } from '../../aws/errors.js';
import {
  type ContextEntry,
  contextKeysOfPolicies,
  type EvaluationResult,
  PolicyError,
  type SimulateCustomPolicyInput,
  SimulationInputError,
  simulateCustomPolicy,
  simulatePrincipalPolicy,
} from '../../engine/index.js';
import { serviceReference } from '../../reference/services.js';
import { type Operation, operation } from '../operation.js';
import { arnNeed } from './entities-by-arn.js';
import { type PageInput, pageOf } from './pages.js';
import { checkResourceHandling } from './resource-handling.js';
import { attachedPolicies, documentsOfPrincipal } from './simulated-policies.js';

const customPolicy = operation(SimulateCustomPolicyCommand, {
  needs: () => ({ resource: '*' }),
  run({ input }) {
    checkResourceHandling(input);
    const { PolicyInputList, OrderedOrganizationPolicyInputList: levels } = input;
    const simulation = {
      ...commonInput(input),
      PolicyInputList,
      ...(levels && { OrderedOrganizationPolicyInputList: levels.map(levelOf) }),
    };
    return answer(
      refusing(() => simulateCustomPolicy(simulation, { reference: serviceReference() })),
      input,
    );
  },
});

const principalPolicy = operation(SimulatePrincipalPolicyCommand, {
  needs: ({ account, input }) => arnNeed(account, input.PolicySourceArn),
  run(call) {
    const { input } = call;
    checkResourceHandling(input);
    const { PolicySourceArn, PolicyInputList, PolicyExclusionList } = input;
    const simulation = {
      ...commonInput(input),
      PolicySourceArn,
      ...(PolicyInputList && { PolicyInputList }),
      attached: attachedPolicies(call, PolicySourceArn, PolicyExclusionList),
    };
    return answer(
      refusing(() => simulatePrincipalPolicy(simulation, { reference: serviceReference() })),
      input,
    );
  },
});

const contextKeysForCustomPolicy = operation(GetContextKeysForCustomPolicyCommand, {
  needs: () => ({ resource: '*' }),
  run: ({ input }) => ({ ContextKeyNames: [...refusing(() => contextKeysOfPolicies(input.PolicyInputList))] }),
});

const contextKeysForPrincipalPolicy = operation(GetContextKeysForPrincipalPolicyCommand, {
  needs: ({ account, input }) => arnNeed(account, input.PolicySourceArn),
  run({ account, input }) {
    const documents = [...documentsOfPrincipal(account, input.PolicySourceArn), ...(input.PolicyInputList ?? [])];
    return { ContextKeyNames: [...refusing(() => contextKeysOfPolicies(documents))] };
  },
});

type GivenInput = Omit<
  SimulateCustomPolicyCommandInput & Partial<SimulatePrincipalPolicyCommandInput>,
  'PolicyInputList'
>;

/** What both simulations take, without the members that are there and undefined. */
function commonInput(input: Readonly<GivenInput>): Omit<SimulateCustomPolicyInput, 'PolicyInputList'> {
  const { ActionNames = [], ContextEntries, PermissionsBoundaryPolicyInputList, ResourceArns } = input;
  const { ResourcePolicy, ResourceOwner, CallerArn } = input;
  return {
    ActionNames,
    ...(PermissionsBoundaryPolicyInputList && { PermissionsBoundaryPolicyInputList }),
    ...(ResourceArns && { ResourceArns }),
    ...(ResourcePolicy !== undefined && { ResourcePolicy }),
    ...(ResourceOwner !== undefined && { ResourceOwner }),
    ...(CallerArn !== undefined && { CallerArn }),
    ...(ContextEntries && { ContextEntries: ContextEntries.map(contextEntry) }),
  };
}

function contextEntry({
  ContextKeyName = '',
  ContextKeyValues = [],
  ContextKeyType = 'string',
}: GivenContextEntry): ContextEntry {
  return { ContextKeyName, ContextKeyValues, ContextKeyType };
}

function levelOf({ ServiceControlPolicyInputList: list }: { ServiceControlPolicyInputList?: string[] | undefined }) {
  return list === undefined ? {} : { ServiceControlPolicyInputList: list };
}

/** A page of results; an action that was named twice has two. The types of policies differ from the SDK's enum, as AWS's answers do. */
function answer(results: readonly EvaluationResult[], input: PageInput) {
  const numbered = results.map((result, index) => ({ result, index }));
  const { items, rest } = pageOf(numbered, input, ({ index }) => String(index));
  return { EvaluationResults: items.map(({ result }) => result as unknown as AnsweredResult), ...rest };
}

/** The words for a document that is no policy are those of saving it; those for other inputs are ours. */
function refusing<T>(simulate: () => T): T {
  try {
    return simulate();
  } catch (error) {
    if (!(error instanceof SimulationInputError || error instanceof PolicyError)) throw error;
    throw new AwsError('InvalidInput', error.message);
  }
}

export const simulationOperations: readonly Operation[] = [
  customPolicy,
  principalPolicy,
  contextKeysForCustomPolicy,
  contextKeysForPrincipalPolicy,
];
