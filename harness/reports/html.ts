import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { RecordFile } from './read-run.js';
import type { ReportData } from './report-data.js';
import { ReportError } from './report-error.js';
import { reportFigures } from './report-figures.js';
import type { RunSummary } from './run-summary.js';

/**
 * The record of a run as one page of HTML that opens without a server and loads nothing: matrix, timeline, traces, who can assume what,
 * coverage, surviving mutants and least privilege. `summary` is that of the files.
 */
export function htmlReport(files: readonly RecordFile[], summary: RunSummary): string {
  const data: ReportData = { files, ...reportFigures(summary) };
  const packed = gzipSync(JSON.stringify(data), { level: 9 }).toString('base64');
  return template().replace(PLACE, (opening) => `${opening}${packed}`);
}

/** The page without a record: served by an emulator, it shows the decisions as they are made. */
export function livePage(): string {
  return template();
}

const PLACE = /<template id="report-data">/;

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
