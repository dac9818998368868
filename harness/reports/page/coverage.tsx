import type { JSX } from 'preact';
import type { CoverageMark, MarkedPolicy } from '../coverage-marks.js';
import type { ReportData } from '../report-data.js';
import { hasWords } from './search.js';

export interface CoverageProps {
  readonly coverage: ReportData['coverage'] | undefined;
  readonly search: string;
}

/** The text of each policy, with what no test made decide. */
export function Coverage({ coverage, search }: CoverageProps): JSX.Element {
  const policies = (coverage?.policies ?? []).filter(({ name, kind, lines }) =>
    hasWords([name, kind, ...lines].join('\n'), search),
  );
  if (policies.length === 0) return <p class="empty">No policy of the run's own was asked.</p>;
  return (
    <div class="policies">
      <p class="lead">
        Tests made {coverage?.percent}% of the policies' parts decide: <mark class="covered">decided in a test</mark>{' '}
        <mark class="partly">in part</mark> <mark class="missed">in no test</mark>. Point at a part to see how often.
      </p>
      {policies.map((policy) => (
        <Policy key={`${policy.kind} ${policy.name} ${policy.lines.join()}`} policy={policy} />
      ))}
    </div>
  );
}

function Policy({ policy: { name, kind, percent, lines, marks } }: { readonly policy: MarkedPolicy }): JSX.Element {
  return (
    <details class="policy" open={percent < 100}>
      <summary>
        <b>{name}</b> <small>{kind}</small>
        <meter min={0} max={100} low={60} high={99} optimum={100} value={percent} />
        <span>{percent}%</span>
      </summary>
      <ol class="text">
        {lines.map((line, index) => (
          <li key={index}>
            <Line text={line} number={index + 1} marks={marks} />
          </li>
        ))}
      </ol>
    </details>
  );
}

interface LineProps {
  readonly text: string;
  readonly number: number;
  readonly marks: readonly CoverageMark[];
}

/** Cut where a mark begins or ends; of marks that lie in one another, the innermost counts. */
function Line({ text, number, marks }: LineProps): JSX.Element {
  const here = marks
    .filter(({ start, end }) => start.line <= number && end.line >= number)
    .map((mark) => ({
      mark,
      from: mark.start.line === number ? mark.start.column - 1 : text.length - text.trimStart().length,
      to: mark.end.line === number ? mark.end.column - 1 : text.length,
    }));
  const cuts = [...new Set([0, text.length, ...here.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  return (
    <code>
      {cuts.slice(0, -1).map((from, index) => {
        const to = cuts[index + 1] ?? text.length;
        const inner = here.findLast((each) => each.from <= from && each.to >= to && from < to)?.mark;
        const part = text.slice(from, to);
        return inner === undefined ? (
          part
        ) : (
          <mark key={from} class={inner.state} title={inner.title}>
            {part}
          </mark>
        );
      })}
    </code>
  );
}
