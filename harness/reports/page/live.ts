import { h, render } from 'preact';
import { grouped } from '../grouped.js';
import type { ReadDecision } from '../read-record.js';
import type { ReportFigures } from '../report-data.js';
import { App } from './app.js';
import { assumptionsOnDemand } from './live-assumptions.js';
import { type Model, type Shown, type ShownAssumptions, show } from './model.js';

/** A decision as the control interface streams it. */
interface StreamedDecision extends Omit<ReadDecision['decision'], 'request' | 'policies'> {
  readonly requestId: string;
  readonly operation: string;
  readonly words?: string;
  readonly time: number;
  readonly principal: ReadDecision['decision']['request']['principal'];
  readonly action: string;
  readonly resource: string;
  readonly resourceAccount: string;
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** As many as the emulator keeps. */
const KEPT = 10_000;
/** Milliseconds between two looks: a busy emulator decides thousands of times a second. */
const PAUSE = 250;

/** Follows the emulator that served the page: first what it has kept, then every decision as it is made. */
export function watchLive(root: HTMLElement): void {
  const decisions: Shown[] = [];
  let figures: LiveFigures = {};
  let next = 0;
  let isStale = true;
  const look = figuresOnDemand((found) => {
    figures = found;
    isStale = true;
  });
  let assumptions: readonly ShownAssumptions[] = [];
  const ask = assumptionsOnDemand((found) => {
    assumptions = found;
    isStale = true;
  });
  const add = (streamed: StreamedDecision) => {
    decisions.push(show(recordedOf(streamed), next++, false));
    if (decisions.length > KEPT) decisions.splice(0, decisions.length - KEPT);
    isStale = true;
  };
  const draw = () => {
    void look(next);
    void ask(next).catch(() => undefined); // the emulator has ended: what is shown stays
    if (!isStale) return;
    isStale = false;
    render(h(App, { model: modelOfLive([...decisions], assumptions), ...figures, live: true }), root);
  };
  root.replaceChildren();
  draw();
  setInterval(draw, PAUSE);
  void follow(add);
}

type LiveFigures = Partial<Pick<ReportFigures, 'coverage' | 'leastPrivilege'>>;

/** Milliseconds between two questions about all decisions, which take the emulator long. */
const FIGURES_PAUSE = 2_000;

/** Asks the emulator for what the decisions show of the policies, while a page that shows it is open and there are other decisions than before. */
function figuresOnDemand(show: (figures: LiveFigures) => void): (decisions: number) => Promise<void> {
  let known = -1;
  let last = 0;
  return async (decisions) => {
    const isWanted = /^#\/(coverage|privilege)/.test(location.hash);
    if (!isWanted || decisions === known || Date.now() - last < FIGURES_PAUSE) return;
    [known, last] = [decisions, Date.now()];
    const response = await fetch('/_rehearsal/ui/figures');
    if (response.ok) show((await response.json()) as LiveFigures);
  };
}

async function follow(add: (decision: StreamedDecision) => void): Promise<void> {
  const events = new EventSource('/_rehearsal/decisions/stream');
  const early: StreamedDecision[] = [];
  let hear = (decision: StreamedDecision): unknown => early.push(decision);
  events.addEventListener('message', ({ data }) => hear(JSON.parse(data) as StreamedDecision));
  const response = await fetch(`/_rehearsal/decisions?limit=${KEPT}`);
  const { decisions: kept } = (await response.json()) as { readonly decisions: readonly StreamedDecision[] };
  const known = new Set(kept.map(({ requestId, action, time }) => `${requestId} ${action} ${time}`));
  for (const decision of kept) add(decision);
  for (const decision of early) {
    if (!known.has(`${decision.requestId} ${decision.action} ${decision.time}`)) add(decision);
  }
  hear = add;
}

function recordedOf(streamed: StreamedDecision): ReadDecision {
  const { requestId, operation, words, time, outcome, because, layer, deciding, context, ...request } = streamed;
  const { principal, action, resource, resourceAccount } = request;
  const asked = { principal, action, resource, resourceAccount, context: new Map(Object.entries(context)) };
  return {
    requestId,
    test: undefined,
    phase: 'test',
    operation,
    words,
    time,
    isWhole: false,
    decision: { outcome, because, layer, deciding, request: asked, policies: {} },
  };
}

function modelOfLive(decisions: readonly Shown[], assumptions: readonly ShownAssumptions[]): Model {
  const byAccount = grouped(decisions, ({ recorded }) => accountOf(recorded));
  return {
    title: 'live',
    target: 'served',
    start: undefined,
    decisions,
    assumptions,
    scenarios: [...byAccount].map(([account, list]) => ({
      name: `Account ${account}`,
      test: undefined,
      decisions: list,
    })),
  };
}

function accountOf({ decision: { request } }: ReadDecision): string {
  const { principal, resourceAccount } = request;
  return 'account' in principal ? principal.account : resourceAccount;
}
