import type { RecordedReason, RecordWriter } from '../reports/run-record.js';
import type { DecisionView, HeardDecision, RecordedDecisionView } from '../targets/index.js';
import type { Attempt } from './attempt.js';

/** What a test says must come out. */
export interface Asserted {
  readonly attempt: Attempt;
  readonly principal: string | undefined;
  readonly expected: 'allowed' | 'denied';
  readonly reason?: RecordedReason;
  /** Of a call that was sent before it was asserted. */
  readonly requestId?: string | undefined;
}

/** Under which circumstances a client of a test calls. */
export type Scope = 'setup' | 'matching' | 'snapshot';

/** A call that a client of the test sent. */
export interface Sent {
  readonly scope: Scope | undefined;
  readonly arn: string;
  readonly what: string;
  requestId?: string | undefined;
  succeeded?: boolean;
}

/** Something that was only decided about. */
export interface Decided {
  readonly arn: string;
  readonly decision: DecisionView;
  readonly isAsserted: boolean;
}

export function heardOf(view: RecordedDecisionView): HeardDecision {
  const { requestId, operation, words, time, whole } = view;
  return { requestId, operation, words, time, ...(whole === undefined ? { told: view } : { whole }) };
}

interface Written {
  readonly writer: RecordWriter;
  readonly test: number;
  readonly sent: readonly Sent[];
  readonly decided: readonly Decided[];
  readonly assertions: readonly Asserted[];
  readonly made: readonly HeardDecision[];
}

/** Writes what a test did: the decisions first, then what it asserted of them. */
export function writeTest({ writer, test, sent, decided, assertions, made }: Written): void {
  const calls = new Map(sent.map((call) => [call.requestId, call]));
  const numbers = new Map<string, number[]>();
  for (const view of made) {
    const phase = calls.get(view.requestId)?.scope === 'setup' ? 'setup' : 'test';
    const number = writeCall(writer, view, { test, phase });
    numbers.set(view.requestId, [...(numbers.get(view.requestId) ?? []), number]);
  }
  const decisionsOf = (requestId: string | undefined) => numbers.get(requestId ?? '') ?? [];
  for (const { requestId, arn, what, scope, succeeded } of sent) {
    if (!succeeded || scope !== undefined) continue;
    const came = { expected: 'allowed', outcome: 'allowed', how: 'called' } as const;
    writer.assertion({ test, by: 'call', what, principal: arn, ...came, decisions: decisionsOf(requestId) });
  }
  for (const { arn, decision, isAsserted } of decided) {
    const number = writeQuestion(writer, decision, test);
    const { outcome, action: what } = decision;
    const came = { expected: outcome, outcome, how: 'decided' } as const;
    if (isAsserted) writer.assertion({ test, by: 'matcher', what, principal: arn, ...came, decisions: [number] });
  }
  for (const { attempt, principal, expected, reason, requestId } of assertions) {
    const { what, how, outcome, decisions } = attempt;
    const ids = [...new Set([requestId, ...decisions.map(ofRequest)])].filter((id) => id !== undefined);
    const about =
      how === 'called' ? ids.flatMap(decisionsOf) : decisions.map((decision) => writeQuestion(writer, decision, test));
    const who = principal === undefined ? {} : { principal };
    const because = reason === undefined ? {} : { reason };
    writer.assertion({ test, by: 'matcher', what, ...who, expected, ...because, outcome, how, decisions: about });
  }
}

function ofRequest(decision: DecisionView): string | undefined {
  return (decision as Partial<RecordedDecisionView>).requestId;
}

interface Facts {
  readonly test: number;
  readonly phase: 'setup' | 'test';
}

function writeCall(writer: RecordWriter, { whole, told, words, ...call }: HeardDecision, facts: Facts): number {
  if (whole !== undefined) return writer.decision({ ...call, ...facts, decision: whole, words });
  return told === undefined
    ? 0
    : writer.told({ ...call, ...facts, ...(words !== undefined && { words }), ...asTold(told) });
}

/** What was only decided about has no request. */
function writeQuestion(writer: RecordWriter, view: DecisionView, test: number): number {
  const facts = { test, phase: 'test', operation: view.action, time: Date.now() } as const;
  return view.whole === undefined
    ? writer.told({ ...facts, ...asTold(view) })
    : writer.decision({ ...facts, decision: view.whole });
}

function asTold({ outcome, because, layer, deciding, ...asked }: DecisionView) {
  const { principal, action, resource, resourceAccount, context } = asked;
  const request = { principal, action, resource, resourceAccount, context };
  return { outcome, because, ...(layer !== undefined && { layer }), deciding, request };
}
