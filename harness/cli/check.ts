import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import {
  type DocumentPositions,
  jsonPositions,
  type LintRule,
  lint,
  type PolicyFinding,
  type PolicyKind,
  readYaml,
  reasonOf,
  validate,
} from '../engine/index.js';
import { serviceReference } from '../reference/services.js';
import { type FileFinding, sarif } from '../reports/sarif.js';
import { writeOutput } from './output-file.js';
import { packageVersion } from './package-version.js';
import { createTerminal, type Output, type Style } from './terminal.js';
import { UsageError } from './usage-error.js';

/** As commander reads them from the command line. */
export interface CheckFlags {
  readonly kind?: string;
  readonly sarif?: string;
}

interface CheckProcess {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: Output;
  cwd(): string;
}

const KINDS: readonly PolicyKind[] = ['identity', 'trust', 'resource', 'boundary', 'session', 'scp', 'rcp', 'endpoint'];

/**
 * Characters of a file, white space and all: no policy of AWS has a tenth of them.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const LONGEST = 250_000;
const TOO_LONG = `the file has more than ${LONGEST} characters, and the longest policies of AWS have 20480; it was not looked at`;

/** The rule of a document that AWS refuses to save; the others are those of the lint. */
const REFUSED = 'refused-by-aws';

const RULES: Readonly<Record<LintRule | typeof REFUSED, string>> = {
  [REFUSED]: 'AWS refuses to save this document.',
  'duplicate-name': 'A member stands twice, and only the last one counts.',
  'duplicate-statement': 'A statement says what another one says already.',
  'for-all-values-allow': 'ForAllValues also allows requests without the key.',
  'key-of-other-actions': 'No request for these actions has the condition key.',
  'missing-set-operator': 'A key that can have several values is compared without a set operator.',
  'operator-type': 'An operator cannot compare values of this type.',
  'shadowed-statement': 'A statement never counts, since another one decides before it.',
  'unknown-action': 'AWS does not know an action of this name.',
  'unknown-condition-key': 'AWS does not know a condition key of this name.',
  'unknown-service': 'AWS does not know a service of this prefix.',
  'unsupported-resource': 'The action cannot have the resources of its statement.',
  'wildcard-without-match': 'No action matches the pattern.',
};

/** Validates and lints policy files, and answers the exit code: 1 where there is anything to look at. */
export async function check(files: readonly string[], flags: CheckFlags, process: CheckProcess): Promise<number> {
  const kind = kindOf(flags.kind);
  const terminal = createTerminal(process.stdout, process.env);
  const findings: FileFinding[] = [];
  for (const file of files) findings.push(...(await findingsIn(file, kind, process.cwd())));
  for (const { file, line, column, level, message, rule } of findings) {
    const style: Style = level === 'error' ? 'red' : 'yellow';
    terminal.line(`${file}:${line}:${column}: ${terminal.paint(style, level)}: ${message} (${rule})`);
  }
  if (flags.sarif !== undefined) {
    writeOutput('--sarif', flags.sarif, sarif(findings, { version: packageVersion(), rules: RULES }));
  }
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  terminal.line(`${count(files.length, 'file')} checked, ${count(findings.length, 'finding')}`);
  return findings.length === 0 ? 0 : 1;
}

async function findingsIn(file: string, given: PolicyKind | undefined, cwd: string): Promise<readonly FileFinding[]> {
  const text = await readFile(file, 'utf8').catch((cause: Error) => {
    const isFolder = cause instanceof Error && cause.message.startsWith('EISDIR');
    const reason = isFolder ? `it is a folder; name its files, e.g. \`${file}/*.json\`` : cause.message;
    throw new UsageError(`\`${file}\` cannot be read: ${reason}`, { cause });
  });
  const shown = relative(cwd, file).replaceAll('\\', '/');
  if (text.length > LONGEST)
    return [{ file: shown, line: 1, column: 1, level: 'error', rule: REFUSED, message: TOO_LONG }];
  const { document, positions, message } = await read(text, /\.ya?ml$/i.test(file));
  if (document === undefined) {
    const { line, column } = positions.fault ?? { line: 1, column: 1 };
    return [{ file: shown, line, column, level: 'error', rule: REFUSED, message: message ?? 'no YAML' }];
  }
  const kind = given ?? likelyKind(document);
  const faults = validate(document, { kind }, positions);
  const suspicions = lint(document, { reference: serviceReference(), positions });
  return [
    ...faults.map((fault) => ({
      ...place(shown, fault),
      message: withReason(fault, document),
      level: 'error' as const,
      rule: REFUSED,
    })),
    ...suspicions.map((found) => ({ ...place(shown, found), level: 'warning' as const, rule: found.rule })),
  ];
}

/** AWS's words, and what they mean here where they fit many faults. */
function withReason(fault: PolicyFinding, document: string): string {
  const reason = reasonOf(fault, document);
  return reason === undefined ? fault.message : `${fault.message.replace(/\.$/, '')}: ${reason}`;
}

interface ReadFile {
  readonly document: string | undefined;
  readonly positions: DocumentPositions;
  readonly message?: string | undefined;
}

async function read(text: string, isYaml: boolean): Promise<ReadFile> {
  return isYaml ? readYaml(text) : { document: text, positions: jsonPositions(text) };
}

function place(file: string, { line, column, message }: { line: number; column: number; message: string }) {
  return { file, line, column, message };
}

function kindOf(name: string | undefined): PolicyKind | undefined {
  const kind = KINDS.find((it) => it === name);
  if (name !== undefined && kind === undefined) {
    throw new UsageError(
      `\`--kind ${name}\` is no kind of policy; pass one of ${KINDS.map((it) => `\`${it}\``).join(', ')}`,
    );
  }
  return kind;
}

/** A document that names principals is a trust policy where it is about assuming, else the policy of a resource. */
function likelyKind(document: string): PolicyKind {
  if (!/"(Not)?Principal"\s*:/.test(document)) return 'identity';
  return /"sts:Assume/i.test(document) ? 'trust' : 'resource';
}
