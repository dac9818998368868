import { readFile } from 'node:fs/promises';
import { basename, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  jsonPositions,
  noJsonReason,
  type PolicyKind,
  type PolicySource,
  readYaml,
  reasonOf,
  validate,
} from '../engine/index.js';
import { RehearsalError } from './rehearsal-error.js';

/** A file with a policy document in JSON or YAML: a path from the working directory, or `new URL('./policy.yaml', import.meta.url)`. */
export type PolicyPath = string | URL;

/**
 * A policy document in a file. `replace` puts values of the test in the place of texts, before it is read: the account of a test has another
 * number than the one that the file names, e.g. `{ file: 'policies/notes.json', replace: { '123456789012': account.id } }`.
 */
export type PolicyFile =
  | PolicyPath
  | { readonly file: PolicyPath; readonly replace?: Readonly<Record<string, string>> };

/** Where a document came from, for whoever shows a decision. */
export type PolicyOrigin = Pick<PolicySource, 'file' | 'positions'>;

/** The policy files of a test. Nobody who decides knows of files: a document is recognized by its text. */
export interface PolicyFiles {
  /** The document as JSON. Throws {@link RehearsalError} for a file that cannot be read, or holds neither JSON nor YAML. */
  read(file: PolicyFile): Promise<string>;
  /** What is to be thrown where AWS refused the document: with its file and line, if it came out of one. */
  refused(error: unknown, document: string, kind: PolicyKind): unknown;
  /** Tells that another document has the statements of one that was read, and more after them. */
  extended(document: string, from: string): void;
  originOf(document: string): PolicyOrigin | undefined;
  /** How many documents are known. */
  count(): number;
  /** The whole paths of the files that were asked for, also of those that could not be read. */
  paths(): readonly string[];
}

export function createPolicyFiles(): PolicyFiles {
  const origins = new Map<string, PolicyOrigin>();
  const paths = new Set<string>();
  return {
    async read(policyFile) {
      const { path, replace } = parts(policyFile);
      paths.add(resolve(path));
      const file = shown(path);
      const text = replaced(await contentOf(path, file), replace);
      const { document, origin } = await readDocument(text, file);
      origins.set(document, origin);
      return document;
    },
    refused(error, document, kind) {
      const origin = origins.get(document);
      if (origin === undefined || !(error instanceof Error) || !REFUSALS.test(error.name)) return error;
      const [finding] = validate(document, { kind }, origin.positions?.());
      const reason = finding && reasonOf(finding, document);
      const where = finding === undefined ? origin.file : `${origin.file}:${finding.line}`;
      const message = reason === undefined ? error.message : `${error.message.replace(/\.$/, '')}: ${reason}`;
      return new RehearsalError(`\`${where}\` is refused by AWS: ${message}`, { cause: error });
    },
    extended(document, from) {
      const origin = origins.get(from);
      if (origin === undefined) return;
      origins.set(document, { ...origin, positions: origin.positions ?? (() => jsonPositions(from)) });
    },
    originOf: (document) => origins.get(document),
    count: () => origins.size,
    paths: () => [...paths],
  };
}

/** What IAM answers to a document that it does not save. */
const REFUSALS = /^(MalformedPolicyDocument|LimitExceeded)(Exception)?$/;

/** What an inline policy out of a file is called: the name of the file, as far as IAM takes its characters. */
export function policyNameOf(policyFile: PolicyFile): string {
  const name = basename(parts(policyFile).path).replace(/\.(json|ya?ml)$/i, '');
  return name.replace(/[^\w+=,.@-]/g, '-').slice(0, 128);
}

function parts(policyFile: PolicyFile): { readonly path: string; readonly replace: Readonly<Record<string, string>> } {
  const isPath = typeof policyFile === 'string' || policyFile instanceof URL;
  const { file, replace = {} } = isPath ? { file: policyFile } : policyFile;
  return { path: typeof file === 'string' ? file : fileURLToPath(file), replace };
}

/** As people write it: from the working directory, with slashes. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return (short.startsWith('..') ? path : short).replaceAll('\\', '/');
}

async function contentOf(path: string, file: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RehearsalError(
      `the policy file \`${file}\` cannot be read (${reason}); name it from the working directory (\`${process.cwd()}\`), or by a URL from the test's own file`,
      { cause },
    );
  }
}

function replaced(text: string, replace: Readonly<Record<string, string>>): string {
  return Object.entries(replace).reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
}

/** JSON is kept to the letter, since AWS stores it so; in a file of this name YAML would be what AWS refuses. */
async function readDocument(text: string, file: string): Promise<{ document: string; origin: PolicyOrigin }> {
  const isJson = jsonPositions(text).fault === undefined;
  if (isJson) return { document: text, origin: { file } };
  if (/\.json$/i.test(file)) {
    const line = jsonPositions(text).fault?.line ?? 1;
    throw new RehearsalError(`\`${file}:${line}\` is no JSON: ${noJsonReason(text)}`);
  }
  const { document, positions, message } = await readYaml(text);
  if (document !== undefined) return { document, origin: { file, positions: () => positions } };
  const line = positions.fault?.line ?? 1;
  throw new RehearsalError(`\`${file}:${line}\` holds neither JSON nor YAML: ${message}`);
}
