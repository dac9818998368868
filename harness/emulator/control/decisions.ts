import type { Decision, Principal } from '../../engine/index.js';
import type { RecordedDecision } from '../journal.js';

/** A decision as JSON has it, without the policies that were asked. */
export interface DecisionJson
  extends Pick<Decision, 'outcome' | 'because' | 'layer' | 'deciding'>,
    Pick<Decision['request'], 'principal' | 'action' | 'resource' | 'resourceAccount'> {
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

export interface RecordedDecisionJson extends DecisionJson, Omit<RecordedDecision, 'decision'> {}

/** Which decisions are asked for; what is not given does not count. */
export interface DecisionFilter {
  readonly requestId?: string;
  readonly outcome?: 'allowed' | 'denied';
  /** `iam:CreateUser`: the call. */
  readonly operation?: string;
  /** Without regard to case. */
  readonly action?: string;
  /** The account of the principal. */
  readonly account?: string;
  /** The ARN of the principal. */
  readonly principal?: string;
}

export const FILTERS: { readonly [F in keyof DecisionFilter]-?: (recorded: RecordedDecision) => string | undefined } = {
  requestId: ({ requestId }) => requestId,
  outcome: ({ decision }) => decision.outcome,
  operation: ({ operation }) => operation,
  action: ({ decision }) => decision.request.action.toLowerCase(),
  account: ({ decision }) => member(decision.request.principal, 'account'),
  principal: ({ decision }) => member(decision.request.principal, 'arn'),
};

export function passes(recorded: RecordedDecision, filter: DecisionFilter): boolean {
  return Object.entries(FILTERS).every(([name, read]) => {
    const wanted = filter[name as keyof DecisionFilter];
    return wanted === undefined || read(recorded) === (name === 'action' ? wanted.toLowerCase() : wanted);
  });
}

export function decisionJson({ outcome, because, layer, deciding, request }: Decision): DecisionJson {
  const { principal, action, resource, resourceAccount } = request;
  const context = Object.fromEntries(
    [...new Set(request.context.keys())].flatMap((key) => {
      const value = request.context.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  return { outcome, because, layer, deciding, principal, action, resource, resourceAccount, context };
}

export function recordedJson({ decision, ...recorded }: RecordedDecision): RecordedDecisionJson {
  return { ...recorded, ...decisionJson(decision) };
}

function member(principal: Principal, name: 'account' | 'arn'): string | undefined {
  return (principal as { readonly account?: string; readonly arn?: string })[name];
}
