import type { JSX } from 'preact';
import type { ReportData, ShownLeastPrivilege, ShownUse } from '../report-data.js';
import { CopyButton } from './copy-button.js';
import { hasWords } from './search.js';

export interface PrivilegeProps {
  readonly leastPrivilege: ReportData['leastPrivilege'] | undefined;
  readonly search: string;
}

/** What everyone needed of the policies that they have, and the smallest policy that is enough. */
export function Privilege({ leastPrivilege = [], search }: PrivilegeProps): JSX.Element {
  if (leastPrivilege.length === 0)
    return <p class="empty">Nothing was called that a policy of the run's own allowed.</p>;
  const found = leastPrivilege.filter((each) => hasWords(JSON.stringify(each), search));
  const unused = leastPrivilege.flatMap((each) => each.unused);
  const never = unused.filter(({ isPartly }) => !isPartly).length;
  return (
    <div class="cards">
      <p>
        What was called, held against what is attached: {grants(never)} not needed
        {never === unused.length ? '' : `, ${unused.length - never} more only in part`}
        {found.length === leastPrivilege.length ? '' : `; ${found.length} of ${leastPrivilege.length} found`}. Each
        policy below is enough for the recorded calls; what is not rehearsed may need more.
      </p>
      {found.map((each) => (
        <Card key={each.policies.join()} found={each} />
      ))}
    </div>
  );
}

function grants(count: number): string {
  return count === 1 ? '1 grant was' : `${count} grants were`;
}

function Card({ found }: { readonly found: ShownLeastPrivilege }): JSX.Element {
  const { principals, policies, used, unused, suggestion, proof, lost } = found;
  return (
    <article class="card privilege">
      <h2>
        {principals.join(', ')}
        <small>with {policies.join(', ')}</small>
      </h2>
      <div class="columns">
        <div>
          <h3>Not needed</h3>
          <Unused unused={unused} />
          <h3>Used</h3>
          <Used used={used} />
        </div>
        <div>
          <h3>
            Smallest policy
            <CopyButton text={suggestion} what="the smallest policy" />
          </h3>
          <p class={lost.length === 0 ? 'proof allowed' : 'proof denied'}>
            {lost.length === 0 ? '✓ ' : '✗ '}
            {proof}
          </p>
          {lost.length > 0 && (
            <ul>
              {lost.map((call) => (
                <li key={call}>{call}</li>
              ))}
            </ul>
          )}
          <pre>{suggestion}</pre>
          {suggestion.includes('<account>') && (
            <p class="note">
              Every test has an account of its own: write yours in the place of <code>&lt;account&gt;</code>.
            </p>
          )}
        </div>
      </div>
    </article>
  );
}

function Unused({ unused }: Pick<ShownLeastPrivilege, 'unused'>): JSX.Element {
  if (unused.length === 0) return <p class="note">Everything that is granted was needed.</p>;
  return (
    <ul class="unused">
      {unused.map(({ place, words, isPartly }) => (
        <li key={`${place} ${words}`} class={isPartly ? 'partly' : 'never'}>
          <code>{place}</code> {words}
        </li>
      ))}
    </ul>
  );
}

function Used({ used }: { readonly used: readonly ShownUse[] }): JSX.Element {
  if (used.length === 0) return <p class="note">Nothing that these policies allow was called.</p>;
  return (
    <table>
      <thead>
        <tr>
          <th>action</th>
          <th class="number">calls</th>
          <th>on</th>
        </tr>
      </thead>
      <tbody>
        {used.map(({ action, count, resources, more }) => (
          <tr key={action}>
            <td>{action}</td>
            <td class="number">{count}</td>
            <td>
              {resources.map((resource) => (
                <div key={resource}>{resource}</div>
              ))}
              {more > 0 && <div class="note">and {more} more</div>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
