import { type Emulator, type EmulatorOptions, startEmulator } from '../emulator/index.js';
import type { Target, TargetAccount } from './target.js';
import { createWaits } from './waits.js';

/** The emulator in this very process: nothing to install, and an account for each test. */
export async function openEmbedded(options: EmulatorOptions = {}): Promise<Target> {
  const emulator = await startEmulator(options);
  return {
    name: 'embedded',
    region: emulator.region,
    capabilities: {
      signatures: true,
      freshAccounts: true,
      decisions: true,
      clock: true,
      propagation: true,
      requestOrigin: true,
    },
    ledgerFolder: undefined,
    account: async () => embeddedAccount(emulator),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

function embeddedAccount(emulator: Emulator): TargetAccount {
  const { id, root, clock, propagation } = emulator.account();
  return {
    id,
    administrator: root,
    clock,
    propagation,
    // The clock is moved instead of waiting, and no further than until all is visible.
    waits: createWaits({ sleep: async (time) => clock.advance(time), patience: propagation.remaining, isExact: true }),
    // A retry would only hide a failure: here no packet is lost.
    clientConfig: (credentials, origin) => ({ ...emulator.clientConfig(credentials, origin), maxAttempts: 1 }),
    vpcEndpoint: (endpoint) => emulator.vpcEndpoint(endpoint),
    endpoint: () => emulator.listen({ secureTransport: true }),
    decide(accessKeyId, question, origin) {
      const decision = emulator.decide(accessKeyId, question, origin);
      return { outcome: decision.outcome, decision };
    },
    decisionsOf: (requestId) => emulator.decisions.find(requestId),
  };
}
