import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { policyCoverage } from './coverage.js';
import { coverageFigures, percent } from './coverage-figures.js';
import { markedPolicies } from './coverage-marks.js';
import { placeText } from './document-paths.js';
import { mutatePolicies } from './mutation.js';
import { missingTest, mutantName, mutationScore, survivors } from './mutation-text.js';
import { type ReadRun, readRecords } from './read-record.js';
import { recordFiles } from './read-run.js';
import type { ReportData } from './report-data.js';
import { ReportError } from './report-error.js';

/**
 * The record of a run as one page of HTML that opens without a server and loads nothing: matrix, timeline, traces, who can assume what,
 * coverage and surviving mutants. Throws {@link ReportError} for a folder without a record.
 */
export function htmlReport(folder: string): string {
  const files = recordFiles(folder);
  return htmlOf({ files, ...figuresOf(readRecords(files)) });
}

/** The page without a record: served by an emulator, it shows the decisions as they are made. */
export function livePage(): string {
  return template();
}

function htmlOf(data: ReportData): string {
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return template().replace(PLACE, (opening) => `${opening}${packed}`);
}

const PLACE = /<template id="report-data">/;

function figuresOf(run: ReadRun): Omit<ReportData, 'files'> {
  const coverage = policyCoverage(run);
  const mutation = mutatePolicies(run);
  const { killed, total } = mutationScore(mutation);
  return {
    coverage: { percent: percent(coverageFigures(coverage).all), policies: markedPolicies(coverage, textOf) },
    mutation: {
      killed,
      total,
      survivors: survivors(mutation).map((mutant) => ({
        policy: mutant.policy.name,
        place: placeText(mutant.policy.name, mutant.policy.source, mutant.place.start),
        fault: mutantName(mutant),
        missing: missingTest(mutant),
      })),
    },
  };
}

/** A file that is no longer there is shown as the record has it. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Built by vite beside the compiled code; sources have it from there. */
function template(): string {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/reports/page/index.html' : './page/index.html';
  const file = fileURLToPath(new URL(place, import.meta.url));
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ReportError(`\`${file}\`, the page of the report, is not there; run \`npm run build\``, { cause });
  }
}
