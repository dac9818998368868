import { coverageGaps } from './coverage-text.js';
import { missingTest, mutantName, remarksOn, survivors } from './mutation-text.js';
import type { RunSummary } from './run-summary.js';

/** A remark at a line of a policy file. */
interface Annotation {
  readonly kind: 'warning' | 'notice';
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows no more of a kind for a step. */
const MOST = 10;

/**
 * Workflow commands by which GitHub shows remarks at the lines of policy files: a warning where no test would notice a fault, a notice where
 * no test makes something decide. Of more than ten of a kind the last one counts the rest. Policies without a file have no line to show.
 *
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-a-warning-message
 */
export function annotations(summary: RunSummary): readonly string[] {
  return [...limited(faults(summary)), ...limited(gaps(summary))].map(command);
}

function faults({ mutation }: RunSummary): readonly Annotation[] {
  const surviving = survivors(mutation);
  const remarks = remarksOn(surviving);
  return surviving.flatMap((mutant) => {
    const { file } = mutant.policy.source;
    const { line, column } = mutant.place.start;
    const remark = {
      title: `No test notices: ${mutantName(mutant)}`,
      message: sentences(missingTest(mutant), remarks.get(mutant)),
    };
    return file === undefined ? [] : [{ kind: 'warning' as const, file, line, column, ...remark }];
  });
}

function gaps({ coverage }: RunSummary): readonly Annotation[] {
  return coverageGaps(coverage).flatMap(({ file, position: { line, column }, part, why, remark }) =>
    file === undefined
      ? []
      : [
          {
            kind: 'notice' as const,
            file,
            line,
            column,
            title: 'Policy coverage',
            message: sentences(`${part} ${why}`, remark),
          },
        ],
  );
}

function sentences(text: string, remark: string | undefined): string {
  return remark === undefined ? text : `${text} ${remark}`;
}

function limited(found: readonly Annotation[]): readonly Annotation[] {
  const [last] = found.slice(MOST - 1);
  if (found.length <= MOST || last === undefined) return found;
  const message = `and ${found.length - MOST + 1} more, which GitHub does not show`;
  return [...found.slice(0, MOST - 1), { ...last, title: 'iam-rehearsal', message }];
}

function command({ kind, file, line, column, title, message }: Annotation): string {
  const properties = Object.entries({ file, line, col: column, title });
  return `::${kind} ${properties.map(([name, value]) => `${name}=${property(String(value))}`).join(',')}::${data(message)}`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
