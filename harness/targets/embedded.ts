import {
  type Clock,
  concernsAccount,
  type DecisionJson,
  decisionJson,
  type Emulator,
  type EmulatorOptions,
  explained,
  type Propagation,
  type RecordedDecision,
  recordedJson,
  startEmulator,
} from '../emulator/index.js';
import { namingOf, newRun } from './naming.js';
import {
  ALL_CAPABILITIES,
  type DecisionView,
  type HeardDecision,
  type Target,
  type TargetAccount,
  type TargetClock,
  type TargetPropagation,
} from './target.js';
import { createWaits } from './waits.js';

/** The emulator in this very process: nothing to install, and an account for each test. */
export async function openEmbedded(options: EmulatorOptions = {}): Promise<Target> {
  const emulator = await startEmulator(options);
  const naming = namingOf(newRun());
  return {
    name: 'embedded',
    region: emulator.region,
    capabilities: ALL_CAPABILITIES,
    ledgerFolder: undefined,
    account: async () => ({ ...embeddedAccount(emulator), naming }),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

function embeddedAccount(emulator: Emulator): TargetAccount {
  const { id, root, clock, propagation } = emulator.account();
  return {
    id,
    administrator: root,
    clock: clockOf(clock),
    propagation: propagationOf(propagation),
    // The clock is moved instead of waiting, and no further than until all is visible.
    waits: createWaits({ sleep: async (time) => clock.advance(time), patience: propagation.remaining, isExact: true }),
    // A retry would only hide a failure: here no packet is lost.
    clientConfig: (credentials, origin) => ({ ...emulator.clientConfig(credentials, origin), maxAttempts: 1 }),
    vpcEndpoint: async (endpoint) => emulator.vpcEndpoint(endpoint),
    webIdentityKeys: async (issuer, keys) => emulator.webIdentityKeys(issuer, keys),
    endpoint: () => emulator.listen({ secureTransport: true }),
    async decide({ credentials }, question, origin) {
      const decision = emulator.decide(credentials.accessKeyId, question, origin);
      return { outcome: decision.outcome, decision: viewOf(decisionJson(decision), decision) };
    },
    hearDecisions() {
      const heard: HeardDecision[] = [];
      const end = emulator.decisions.subscribe((recorded) => {
        const { decision: whole, ...facts } = recorded;
        if (concernsAccount(recorded, id)) heard.push({ ...facts, whole });
      });
      return async () => {
        end();
        return heard;
      };
    },
    assumePairs: async (withoutSids) => emulator.assumePairs(id, { withoutSids }),
    decisionsOf: async (requestId) =>
      emulator.decisions.find(requestId).map((recorded) => viewOf(recordedJson(recorded), recorded.decision)),
  };
}

/** Asynchronous as on a server: a scenario reads the same on every target. */
function clockOf(clock: Clock): TargetClock {
  return {
    now: async () => clock.now(),
    advance: async (by) => clock.advance(by),
    set: async (to) => clock.set(to),
    freeze: async () => clock.freeze(),
    resume: async () => clock.resume(),
  };
}

function propagationOf(propagation: Propagation): TargetPropagation {
  return {
    get: async () => propagation.get(),
    set: async (delay) => propagation.set(delay),
    remaining: async () => propagation.remaining(),
    settle: async () => propagation.settle(),
  };
}

function viewOf<T extends DecisionJson>(json: T, whole: RecordedDecision['decision']): T & DecisionView {
  return Object.assign(explained(json, whole), { whole });
}
