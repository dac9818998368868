import { percent } from './coverage-figures.js';
import { coverageGaps, coverageText } from './coverage-text.js';
import { unusedFigures, unusedWords } from './least-privilege-text.js';
import { matrixText } from './matrix.js';
import { mutantName, mutationText, survivors } from './mutation-text.js';
import type { RunSummary } from './run-summary.js';

/** How much of a summary a terminal is told. */
export interface SummaryTextOptions {
  /** How many matrices are shown; the first 20 unless given. */
  readonly matrices?: number;
  /** How many gaps and survivors are shown; the first 20 of each unless given. */
  readonly findings?: number;
}

/** For a terminal. */
export function summaryText(summary: RunSummary, { matrices = 20, findings = 20 }: SummaryTextOptions = {}): string {
  const { matrix, coverage, mutation, leastPrivilege } = summary;
  const unused = unusedFigures(leastPrivilege);
  return [
    '',
    decisionsLine(summary),
    '',
    shortened(coverageText(coverage), findings, 'gaps'),
    '',
    shortened(mutationText(mutation), 2 * findings, 'survivors'),
    ...(unused === undefined ? [] : ['', `Least privilege: ${unused}; ${WHERE}`]),
    ...matrix.slice(0, matrices).flatMap((test) => ['', matrixText(test)]),
    ...(matrix.length > matrices ? ['', `and ${matrix.length - matrices} more tests`] : []),
  ].join('\n');
}

const WHERE = '`npx rehearse report --least-privilege` names them and the policies that are enough';

export function decisionsLine({ target, decisions, setup }: RunSummary): string {
  const { allowed, denied } = decisions;
  const count = allowed + denied === 1 ? '1 decision' : `${allowed + denied} decisions`;
  return `iam-rehearsal: ${count} of tests on \`${target}\`: ${allowed} allowed, ${denied} denied; ${setup} more to prepare them`;
}

/** Cut behind so many lines that are indented; what is not shown is counted. */
function shortened(text: string, findings: number, what: string): string {
  const lines = text.split('\n');
  const indented = lines.filter((line) => line.startsWith('  ')).length;
  if (indented <= findings) return text;
  let shown = 0;
  const kept = lines.filter((line) => !line.startsWith('  ') || ++shown <= findings);
  return [
    ...kept,
    `  and ${indented - findings} more lines of ${what}: \`findings\` of the reporter says how many are shown`,
  ].join('\n');
}

/** GitHub refuses more: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary */
const STEP_SUMMARY_BYTES = 1024 * 1024;

/** For the page of a step of GitHub Actions, in Markdown, no longer than GitHub takes it. `already` bytes are there from before. */
export function stepSummary(summary: RunSummary, already = 0): string {
  const { figures, score, coverage, mutation, matrix, decisions, target, leastPrivilege } = summary;
  const gaps = coverageGaps(coverage).map(({ file, policy, position, part, why, remark = '' }) => [
    code(`${file ?? policy}:${position.line}`),
    cell(`${part} ${why} ${remark}`.trimEnd()),
  ]);
  const surviving = survivors(mutation).map((mutant) => [
    code(`${mutant.policy.source.file ?? mutant.policy.name}:${mutant.place.start.line}`),
    cell(mutantName(mutant)),
  ]);
  const unused = leastPrivilege
    .flatMap((found) => found.unused)
    .map(unusedWords)
    .map(({ place, words }) => [code(place), cell(words)]);
  const parts = [
    '## iam-rehearsal\n\n',
    table(
      ['Target', 'Allowed', 'Denied', 'Policy coverage', 'Mutation score'],
      [
        [
          target,
          decisions.allowed,
          decisions.denied,
          `${percent(figures.all)}%`,
          `${score.percent}% (${score.killed}/${score.total})`,
        ],
      ],
    ),
    ...section('Decided in no test', ['Where', 'What'], gaps),
    ...section('Faults that no test would notice', ['Where', 'Fault'], surviving),
    ...section('Granted, and not needed', ['Where', 'What'], unused),
    ...matrix.map(
      (test) =>
        `<details><summary>${escapeHtml(`${test.file} > ${test.test}`)}</summary>\n\n${fenced(matrixText(test))}\n</details>\n`,
    ),
  ];
  return fitting(parts, STEP_SUMMARY_BYTES - already);
}

function section(title: string, heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  return [`\n### ${title}\n\n${row(heads)}${row(heads.map(() => '---'))}`, ...rows.map(row), '\n'];
}

function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [row(heads), row(heads.map(() => '---')), ...rows.map(row)].join('');
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

const CUT = '\nThe rest was left out: GitHub takes 1,024 KB.\n';

/** As many parts, from the first one, as there is room for. */
function fitting(parts: readonly string[], bytes: number): string {
  let room = bytes - Buffer.byteLength(CUT);
  const kept: string[] = [];
  for (const part of parts) {
    room -= Buffer.byteLength(part);
    if (room < 0) return bytes < Buffer.byteLength(CUT) ? '' : kept.join('') + CUT;
    kept.push(part);
  }
  return kept.join('');
}

function code(text: string): string {
  return `\`${cell(text).replaceAll('`', "'")}\``;
}

/** A name may hold what a table or HTML would read as its own. */
function cell(text: string): string {
  return escapeHtml(text).replaceAll('|', '\\|').replace(/\s+/g, ' ');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function fenced(text: string): string {
  return `\`\`\`\`text\n${text}\n\`\`\`\`\n`;
}
