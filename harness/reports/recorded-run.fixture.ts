import { authorize, compile, type Decision, gather, type PolicyKind, type PolicySet } from '../engine/index.js';

const ACCOUNT = '123456789012';

/** What a decision is made of, in a few words. */
export interface Asked {
  readonly action?: string;
  readonly resource?: string;
  readonly user?: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** A decision by one identity policy, as an emulator would hand it out. */
export function startedDecision(document: string, asked: Asked = {}) {
  return { ...made(decide({ identity: group('identity', document) }, asked)) };
}

export function made(decision: Decision) {
  return { requestId: 'r', operation: 's3:GetObject', time: 2_000, words: undefined, decision };
}

export function group(kind: PolicyKind, ...documents: readonly string[]) {
  return gather(
    documents.map((document, index) => ({
      policy: compile(document, { kind, accepted: true }),
      source: { name: `${kind}-${index}` },
    })),
  );
}

export function decide(policies: PolicySet, asked: Asked = {}): Decision {
  const { action = 's3:GetObject', resource = 'arn:aws:s3:::notes/a', user = 'alice', context = {} } = asked;
  const principal = {
    type: 'user',
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/${user}`,
    uniqueId: `AIDA${user}`,
  } as const;
  const keys = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return authorize({ principal, action, resource, resourceAccount: ACCOUNT, context: keys }, policies);
}
