/** What a decision costs: our engine beside a hand-written bound and, where it is installed, iam-simulate. */
import { managedPolicies } from '../reference/managed-policies.js';
import { type Outcome, prepareBound } from './bound.fixture.js';
import { loadSimulator, type Simulator } from './iam-simulate.fixture.js';
import {
  type AuthorizationRequest,
  authorize,
  compile,
  type Decision,
  gather,
  type PolicySet,
  trace,
} from './index.js';
import { allocated, type Contestant, type Effort, type Figures, measure } from './measure.fixture.js';
import { large, MUCH_USED, managed, medium, tiny, USER, type Workload } from './workloads.fixture.js';

/** How many times faster than iam-simulate, and how many times slower than the bound. */
interface Goals {
  readonly simulator: number;
  readonly bound?: number;
}

const GOALS: Readonly<Record<Workload['name'], Goals>> = {
  tiny: { simulator: 50, bound: 3 },
  medium: { simulator: 4_000, bound: 2 },
  large: { simulator: 200_000, bound: 2 },
  managed: { simulator: 1_500 },
};
const GOAL_EXPLAINED = 90;
const GOAL_BYTES = 200;
const GOAL_GROWTH = 2;

/** A decision of iam-simulate may take a third of a second: few are enough to know how long it takes. */
const SIMULATED: Readonly<Record<Workload['name'], Effort>> = {
  tiny: { warmUp: 20, batches: 20, size: 2_000 },
  medium: { warmUp: 1, batches: 5, size: 200 },
  large: { warmUp: 1, batches: 5, size: 8 },
  managed: { warmUp: 1, batches: 5, size: 300 },
};

const simulator = await loadSimulator();
if (!simulator) console.log('  iam-simulate is not installed: `npm install --prefix fixtures/oracle`');
for (const workload of [tiny(), medium(), large(), managed(managedDocuments())]) compare(workload, simulator);
growth();

function compare(workload: Workload, other: Simulator | undefined): void {
  const { name, documents, requests } = workload;
  const policies = policiesOf(workload);
  const ours: Contestant = { decide: (request) => authorize(request, policies), requests };
  const bound = prepareBound(documents, requests);
  assertSame(name, requests, policies, (request) => bound(request).outcome);
  console.log(`  ${name}: ${told(requests, policies)}`);

  const [own, floor] = both(measure([ours, { decide: bound, requests }]));
  const bytes = allocated(ours);
  print('engine', own, `, ${bytes.toFixed(0)} bytes (goal: under ${GOAL_BYTES})`);
  const goal = GOALS[name].bound;
  print('bound', floor, `, engine takes ${(own.p50 / floor.p50).toFixed(2)}x${goal ? ` (goal: ${goal}x)` : ''}`);
  const explained = name === 'medium' ? measureExplained(policies, requests) : undefined;
  if (explained) print('with the trace of each', explained);
  if (other) compareWithSimulator({ workload, other, own, explained, policies });
}

interface Comparison {
  readonly workload: Workload;
  readonly other: Simulator;
  readonly own: Figures;
  readonly explained: Figures | undefined;
  readonly policies: PolicySet;
}

function compareWithSimulator({ workload, other, own, explained, policies }: Comparison): void {
  const { name, documents, requests } = workload;
  const asked = requests.filter((_, index) => index % Math.ceil(requests.length / SIMULATED[name].size) === 0);
  const prepared = other.prepare(documents, asked);
  assertSame(name, asked, policies, prepared.outcome);
  const [theirs] = measure([{ decide: prepared.decide, requests: asked }], SIMULATED[name]);
  if (!theirs) return;
  const times = (theirs.p50 / own.p50).toFixed(0);
  print('iam-simulate', theirs, `, engine is ${times}x faster (goal: ${GOALS[name].simulator}x)`);
  if (!explained) return;
  console.log(`    with the trace: ${(theirs.p50 / explained.p50).toFixed(0)}x faster (goal: ${GOAL_EXPLAINED}x)`);
}

function measureExplained(policies: PolicySet, requests: Workload['requests']): Figures | undefined {
  const decide = (request: AuthorizationRequest) => trace(authorize(request, policies));
  return measure([{ decide, requests }], { warmUp: 20, batches: 60, size: 160 })[0];
}

/** A request that matches one statement of a hundred policies, and of a hundred times as many. */
function growth(): void {
  const sizes = [100, 10_000].map((count) => {
    const workload = large(count);
    const policies = policiesOf(workload);
    const requests = workload.requests.filter((request) => authorize(request, policies).outcome === 'allowed');
    return { decide: (request: AuthorizationRequest) => authorize(request, policies), requests };
  });
  const [few, many] = both(measure(sizes));
  const ratio = (many.p50 / few.p50).toFixed(2);
  console.log(
    `  from 100 to 10,000 policies: ${few.p50.toFixed(0)} to ${many.p50.toFixed(0)} ns, ${ratio}x (goal: ${GOAL_GROWTH}x)`,
  );
}

function managedDocuments(): readonly string[] {
  const catalogue = managedPolicies();
  const arns = catalogue.arns();
  return MUCH_USED.map((name) => {
    const found = catalogue.get(arns.find((arn) => arn.endsWith(`/${name}`)) ?? '');
    if (!found) throw new RangeError(`no managed policy \`${name}\`: look for its new name`);
    return found.document();
  });
}

function policiesOf({ documents }: Workload): PolicySet {
  const attached = documents.map((document, index) => ({
    policy: compile(document, { kind: 'identity' }),
    source: { name: `policy-${index}`, attachedTo: USER },
  }));
  return { identity: gather(attached) };
}

function outcomeOf({ outcome, because }: Decision): Outcome {
  if (outcome === 'allowed') return outcome;
  return because === 'explicit-deny' ? because : 'implicit-deny';
}

/** Who decides differently is not worth timing. */
function assertSame(
  name: string,
  requests: readonly AuthorizationRequest[],
  policies: PolicySet,
  other: (request: AuthorizationRequest) => Outcome,
): void {
  for (const request of requests) {
    const [ours, theirs] = [outcomeOf(authorize(request, policies)), other(request)];
    if (ours === theirs) continue;
    throw new RangeError(
      `${name}: \`${request.action}\` on \`${request.resource}\` is ${ours} by us, ${theirs} by the other`,
    );
  }
}

function told(requests: readonly AuthorizationRequest[], policies: PolicySet): string {
  const counts = new Map<Outcome, number>();
  for (const request of requests) {
    const outcome = outcomeOf(authorize(request, policies));
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].map(([outcome, count]) => `${count} requests ${outcome}`).join(', ');
}

function both([first, second]: readonly Figures[]): readonly [Figures, Figures] {
  if (!first || !second) throw new RangeError('two contestants were measured: both have figures');
  return [first, second];
}

function print(who: string, { mean, p50, p99 }: Figures, more = ''): void {
  const speed = Math.round(1e9 / mean).toLocaleString('en');
  console.log(`    ${who}: ${speed}/s, p50 ${p50.toFixed(0)} ns, p99 ${p99.toFixed(0)} ns${more}`);
}
