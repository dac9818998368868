import { type ControlClient, type ServerHealth, type ToldDecision, wholeDecision } from '../emulator/index.js';
import { withOwnErrors } from './served-errors.js';
import { originExtension } from './stated-origin.js';
import type { Credentials, DecisionView, HeardDecision, Naming, TargetAccount, TargetName } from './target.js';
import { MissingCapability } from './target-errors.js';
import { createWaits } from './waits.js';

export interface ServedAccountOptions {
  readonly target: TargetName;
  readonly url: string;
  readonly control: ControlClient;
  readonly server: ServerHealth;
  /** Twelve digits. */
  readonly id: string;
  readonly administrator: Credentials;
  readonly naming: Naming;
  /** How many decisions the server had made before; one of an older version does not tell, nor does it tell what came after. */
  readonly since: number | undefined;
}

/** An account on an emulator of ours behind a URL: whatever the embedded one can do is asked for over its control interface. */
export function servedAccount(options: ServedAccountOptions): TargetAccount {
  const { target, url, control, server, id, administrator, naming, since } = options;
  const { region } = server;
  const [advance, set] = [withOwnErrors(control.advance), withOwnErrors(control.set)];
  const [setPropagation, ask] = [withOwnErrors(control.setPropagation), withOwnErrors(control.decide)];
  const clock: TargetAccount['clock'] = {
    now: () => control.now(id),
    advance: async (by) => void (await advance(id, by)),
    set: async (to) => void (await set(id, to)),
    freeze: async () => void (await control.freeze(id)),
    resume: async () => void (await control.resume(id)),
  };
  const remaining = async () => (await control.propagation(id)).remaining;
  return {
    id,
    administrator,
    naming,
    clock,
    propagation: {
      async get() {
        const { delay } = await control.propagation(id);
        return delay === 'off' ? undefined : delay;
      },
      set: async (delay) => void (await setPropagation(id, delay)),
      remaining,
      settle: async () => void (await control.settle(id)),
    },
    waits: createWaits({ sleep: clock.advance, patience: remaining, isExact: true }),
    clientConfig(credentials, origin) {
      if (origin !== undefined && !server.requestOrigin)
        throw new MissingCapability(target, 'requestOrigin', 'start the server with `--trust-origin`');
      // A name of a host is no address: buckets would be looked for under it.
      const config = { region, endpoint: url, credentials, forcePathStyle: true };
      return server.requestOrigin ? { ...config, extensions: [originExtension(origin)] } : config;
    },
    ...(server.requestOrigin && { vpcEndpoint: withOwnErrors(control.vpcEndpoint) }),
    webIdentityKeys: control.webIdentityKeys,
    endpoint: async () => url,
    async decide({ credentials }, question, origin) {
      const decision = await ask(credentials.accessKeyId, question, origin);
      return { outcome: decision.outcome, decision: viewOf(decision) };
    },
    ...(since !== undefined && {
      hearDecisions: () => () => heardDecisions(control, id, since),
      assumePairs: (withoutSids) => control.assumePairs(id, withoutSids),
    }),
    decisionsOf: async (requestId) => (await control.decisionsOf(requestId)).map(viewOf),
  };
}

/** What only the server knows of: calls of programs, and of clients that a test makes itself. */
async function heardDecisions(control: ControlClient, id: string, since: number): Promise<readonly HeardDecision[]> {
  const { decisions, missed } = await control.accountDecisions(id, since);
  if (missed > 0)
    console.warn(
      `iam-rehearsal: the server no longer keeps ${missed} decisions since the test began, so that some of its own may not be recorded; run fewer tests at once`,
    );
  return Promise.all(
    decisions.map(async ({ whole, told, ...facts }) => {
      if (whole !== undefined) return { ...facts, words: facts.words, whole };
      const views = (await control.decisionsOf(facts.requestId)).map(viewOf);
      const same = views.find(({ action, resource }) => action === told.action && resource === told.resource);
      return { ...facts, words: facts.words, ...(same && { told: same }) };
    }),
  );
}

function viewOf<T extends ToldDecision>(told: T): T & DecisionView {
  const whole = wholeDecision(told);
  return { ...told, ...(whole && { whole }) };
}
