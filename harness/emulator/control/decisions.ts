import {
  type Decision,
  explain,
  explanationText,
  type PolicySource,
  type Principal,
  plainWords,
} from '../../engine/index.js';
import type { RecordedDecision } from '../journal.js';

/** A decision as JSON has it, without the policies that were asked. */
export interface DecisionJson
  extends Pick<Decision, 'outcome' | 'because' | 'layer' | 'deciding'>,
    Pick<Decision['request'], 'principal' | 'action' | 'resource' | 'resourceAccount'> {
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** One sentence for someone who does not know IAM. */
  readonly why: string;
}

export interface RecordedDecisionJson extends DecisionJson, Omit<RecordedDecision, 'decision'> {}

/** With the statements that decided, where they stand, and what would change the outcome: lines of text. */
export interface Explained {
  readonly explanation: string;
}

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

export function decisionJson(decision: Decision): DecisionJson {
  const { outcome, because, layer, request } = decision;
  const { principal, action, resource, resourceAccount } = request;
  const why = plainWords(decision);
  const deciding = decision.deciding.map(({ source, ...statement }) => ({ ...statement, source: sourceJson(source) }));
  const context = Object.fromEntries(
    [...new Set(request.context.keys())].flatMap((key) => {
      const value = request.context.get(key);
      return value === undefined ? [] : [[key, value] as const];
    }),
  );
  return { outcome, because, layer, deciding, principal, action, resource, resourceAccount, context, why };
}

/** What stands in the way of a request is looked for when someone wants to know. */
export function explained<T extends DecisionJson>(json: T, decision: Decision): T & Explained {
  return {
    ...json,
    get explanation() {
      return explanationText(explain(decision));
    },
  };
}

export function recordedJson({ decision, ...recorded }: RecordedDecision): RecordedDecisionJson {
  return { ...recorded, ...decisionJson(decision) };
}

/** Without the function that finds places in its file. */
function sourceJson({ positions: _, ...source }: PolicySource): PolicySource {
  return source;
}

function member(principal: Principal, name: 'account' | 'arn'): string | undefined {
  return (principal as { readonly account?: string; readonly arn?: string })[name];
}
