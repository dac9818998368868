import { InvalidImport } from './import-error.js';
import { isRecord, items, type JsonNode, member, type Problem, wrong } from './json-node.js';

/** A file with its name, for messages. */
export interface ImportFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The answer of GetAccountAuthorizationDetails as the CLI, boto3 or an SDK gives it, as an object or as text; several pages or accounts as a
 * list, or by account id.
 */
export type ImportSource = ImportFile | string | object;

const LISTS = ['UserDetailList', 'GroupDetailList', 'RoleDetailList', 'Policies'] as const;

/** One answer of GetAccountAuthorizationDetails, and whose it is where that is said outside of it. */
export interface Page {
  readonly node: JsonNode;
  readonly account: string | undefined;
}

/** Reads sources apart into pages. What is wrong is added to `problems`; throws {@link InvalidImport} for a text that is no JSON. */
export function pagesOf(sources: readonly ImportSource[], problems: Problem[]): readonly Page[] {
  return sources.flatMap((source, index) => {
    const { file, value } = open(source, sources.length === 1 ? 'import' : `import ${index + 1}`);
    return pagesIn({ value, file, path: '', problems });
  });
}

function open(source: ImportSource, name: string): { readonly file: string; readonly value: unknown } {
  if (typeof source === 'string') return { file: name, value: parsed(source, name) };
  if (isFile(source)) return { file: source.file, value: parsed(source.text, source.file) };
  return { file: name, value: source };
}

function isFile(source: object): source is ImportFile {
  return 'file' in source && 'text' in source && typeof source.file === 'string' && typeof source.text === 'string';
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidImport([{ file, path: '', reason: `is no JSON: ${reason}` }]);
  }
}

function pagesIn(node: JsonNode, account?: string): readonly Page[] {
  if (Array.isArray(node.value)) return items(node).flatMap((item) => pagesIn(item, account));
  if (isRecord(node.value)) {
    const names = Object.keys(node.value);
    if (LISTS.some((list) => names.includes(list))) return [{ node, account }];
    if (names.length > 0 && names.every((name) => /^\d{12}$/.test(name)))
      return names.flatMap((name) => pagesIn(member(node, name), name));
  }
  wrong(
    node,
    `is no answer of GetAccountAuthorizationDetails: it has none of ${LISTS.map((it) => `\`${it}\``).join(', ')}`,
  );
  return [];
}

/** Whether more pages follow. The CLI leaves `NextToken` where `--max-items` cut its output. */
export function isCut({ value }: JsonNode): boolean {
  return isRecord(value) && (value.IsTruncated === true || (value.NextToken ?? undefined) !== undefined);
}

/** Of the pages of one account the last must say that it is the last. */
export function checkCompleteness(pages: readonly Page[]): void {
  const last = pages.at(-1)?.node;
  if (last && pages.every(({ node }) => isCut(node)))
    wrong(last, 'is cut: more pages follow in the account, and none was given; fetch them all');
}
