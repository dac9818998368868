import type { JSX } from 'preact';
import type { ReportData } from '../report-data.js';
import { hasWords } from './search.js';

export interface MutantsProps {
  readonly mutation: ReportData['mutation'] | undefined;
  readonly search: string;
}

/** The faults that no test would notice, and the test that is missing. */
export function Mutants({ mutation, search }: MutantsProps): JSX.Element {
  if (mutation === undefined || mutation.total === 0)
    return <p class="empty">There was no policy of the run's own to change.</p>;
  const { killed, total, survivors, assertions } = mutation;
  const found = survivors.filter((mutant) => hasWords(Object.values(mutant).join('\n'), search));
  return (
    <div class="mutants">
      <p>
        Of {total} faults put into the policies, the tests would notice {killed}. {survivors.length} survive
        {found.length === survivors.length ? '' : `; ${found.length} found`}.
        {assertions === 0 && ' Nothing was asserted, so that nothing can be noticed: only tests assert.'}
      </p>
      <ul>
        {found.map(({ policy, place, fault, missing, remark }) => (
          <li key={`${policy} ${place} ${fault}`}>
            <b>{fault}</b> <code>{place}</code>
            <p>{missing}</p>
            {remark !== undefined && <p class="remark">{remark}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
