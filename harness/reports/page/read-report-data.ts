import type { ReportData } from '../report-data.js';

/** Gzip in base64, since a script or JSON in HTML would have to be escaped and be ten times as long. */
export async function readReportData(): Promise<ReportData | undefined> {
  const template = document.getElementById('report-data') as HTMLTemplateElement | null;
  const text = template?.content.textContent?.trim() ?? '';
  if (text === '') return undefined;
  const binary = atob(text);
  // A loop: `Uint8Array.from` walks a text by code points, which takes longer.
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < bytes.length; at++) bytes[at] = binary.charCodeAt(at);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return (await new Response(plain).json()) as ReportData;
}
