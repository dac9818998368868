import type { JSX } from 'preact';
import type { ReportData } from '../report-data.js';
import { Coverage } from './coverage.js';
import { Graph } from './graph.js';
import { useAddress, useKeys } from './keyboard.js';
import { Matrix } from './matrix.js';
import { type Model, matching, shownAt } from './model.js';
import { Mutants } from './mutants.js';
import { Privilege } from './privilege.js';
import { useDeferredSearch } from './search.js';
import { ThemeSwitch } from './theme-switch.js';
import { Timeline } from './timeline.js';
import { TracePage } from './trace.js';

export interface AppProps {
  readonly model: Model;
  readonly coverage?: ReportData['coverage'];
  readonly mutation?: ReportData['mutation'];
  readonly leastPrivilege?: ReportData['leastPrivilege'];
  /** Of a page that follows an emulator. */
  readonly live?: boolean;
}

const PAGES = {
  matrix: 'Matrix',
  timeline: 'Timeline',
  graph: 'Who can assume what',
  coverage: 'Coverage',
  mutants: 'Mutants',
  privilege: 'Least privilege',
} as const;

type Page = keyof typeof PAGES;

/** What a live page cannot know: nobody asserts anything of its decisions. */
const NEEDS_RECORD: ReadonlySet<Page> = new Set(['mutants']);

export function App({ model, coverage, mutation, leastPrivilege, live = false }: AppProps): JSX.Element {
  const [address, go] = useAddress();
  const { search, shown, setSearch, field } = useDeferredSearch();
  const pages = (Object.keys(PAGES) as Page[]).filter((page) => !live || !NEEDS_RECORD.has(page));
  useKeys({ pages, go, field });
  const [page = 'matrix', item] = address;
  const decisions = matching(model.decisions, shown);
  const figures: Partial<Record<Page, string>> = {
    ...(coverage && { coverage: `${coverage.percent}%` }),
    ...(mutation && { mutants: String(mutation.survivors.length) }),
    ...(leastPrivilege && { privilege: String(leastPrivilege.flatMap(({ unused }) => unused).length) }),
  };
  return (
    <>
      <header>
        <h1>iam-rehearsal</h1>
        <nav aria-label="Pages">
          {pages.map((name, index) => (
            <a
              key={name}
              href={`#/${name}`}
              aria-current={page === name ? 'page' : undefined}
              title={`Key ${index + 1}`}
            >
              {PAGES[name]}
              {figures[name] !== undefined && <span class="figure">{figures[name]}</span>}
            </a>
          ))}
        </nav>
        <input
          ref={field}
          type="search"
          aria-label="Search decisions"
          placeholder="Search: principal, action, test…   ( / )"
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
        <ThemeSwitch />
      </header>
      <p class="summary" role="status">
        {summary(model, decisions.length, live)}
      </p>
      <main>{pageOf(page, item, { model, decisions, search: shown, coverage, mutation, leastPrivilege, live })}</main>
    </>
  );
}

function summary({ title, target, start, decisions }: Model, found: number, live: boolean): string {
  const when = start === undefined ? '' : `, ${new Date(start).toLocaleString()}`;
  const allowed = decisions.filter(({ outcome }) => outcome === 'allowed').length;
  const all = `${decisions.length} decisions: ${allowed} allowed, ${decisions.length - allowed} denied`;
  const part = found === decisions.length ? '' : `; ${found} found`;
  return live ? `Live from the emulator. ${all}${part}` : `${title} on the target ${target}${when}. ${all}${part}`;
}

interface Content extends Pick<AppProps, 'model'> {
  readonly live: boolean;
  readonly decisions: Model['decisions'];
  readonly search: string;
  readonly coverage: AppProps['coverage'] | undefined;
  readonly mutation: AppProps['mutation'] | undefined;
  readonly leastPrivilege: AppProps['leastPrivilege'] | undefined;
}

function pageOf(page: string, item: string | undefined, content: Content): JSX.Element {
  const { model, decisions, search, coverage, mutation, leastPrivilege, live } = content;
  switch (page) {
    case 'trace':
      return <TracePage decision={shownAt(model, Number(item))} live={live} />;
    case 'timeline':
      return <Timeline decisions={decisions} model={model} />;
    case 'graph':
      return <Graph model={model} search={search} live={live} />;
    case 'coverage':
      return <Coverage coverage={coverage} search={search} />;
    case 'mutants':
      return <Mutants mutation={mutation} search={search} />;
    case 'privilege':
      return <Privilege leastPrivilege={leastPrivilege} search={search} />;
    default:
      return <Matrix decisions={decisions} />;
  }
}
