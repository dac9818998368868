/** Something in a file that someone should look at. */
export interface FileFinding {
  /** Relative to the repository, with slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `unknown-action`; what findings of one kind have in common. */
  readonly rule: string;
  /** `error`: AWS refuses the file. `warning`: legal, and hardly meant. */
  readonly level: 'error' | 'warning';
  readonly message: string;
}

export interface SarifOptions {
  /** Of this package. */
  readonly version: string;
  /** What each rule is about, in a sentence; a rule that is not listed stands for itself. */
  readonly rules?: Readonly<Record<string, string>>;
}

/**
 * Findings in the form that code hosts and editors show at the line, as text. GitHub wants relative addresses and columns counted in
 * UTF-16 units.
 *
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html and
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 */
export function sarif(findings: readonly FileFinding[], { version, rules = {} }: SarifOptions): string {
  const ids = [...new Set(findings.map(({ rule }) => rule))].sort();
  const driver = {
    name: 'iam-rehearsal',
    version,
    rules: ids.map((id) => ({ id, shortDescription: { text: rules[id] ?? id } })),
  };
  const run = {
    tool: { driver },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { description: { text: 'the folder that the command was called in' } } },
    results: findings.map((finding) => resultOf(finding, ids)),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf({ file, line, column, rule, level, message }: FileFinding, ids: readonly string[]) {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  return {
    ruleId: rule,
    ruleIndex: ids.indexOf(rule),
    level,
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri, uriBaseId: 'SRCROOT' },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}
