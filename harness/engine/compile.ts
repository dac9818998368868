import { type PolicyVersion, parseJson, readDocument } from './document.js';
import { locateFaults, PolicyError, type PolicyFinding } from './policy-error.js';
import { type CompiledStatement, compileStatement } from './statement.js';
import { type PolicyKind, type PolicyRules, rulesOf, validate } from './validate.js';

export interface CompileOptions {
  /** What the document will be: it decides what AWS requires and refuses, and in which words. */
  readonly kind: PolicyKind;
  /** The unique ids that stand for ARNs (or ids) of users and roles: a user that is made again under its old name is another. */
  readonly principalIds?: ReadonlyMap<string, string>;
  /** Of a bucket policy: the bucket's ARN, which every resource must be or lie under. */
  readonly resourceArn?: string;
  /** The document is AWS's own or was accepted long ago: it is read as it is, without validation. */
  readonly accepted?: boolean;
}

/** A policy document, parsed, found valid and prepared for decisions. It holds nothing of any account and can be shared. */
export interface CompiledPolicy {
  readonly kind: PolicyKind;
  readonly version: PolicyVersion;
  readonly statements: readonly CompiledStatement[];
  readonly document: string;
  /** As they were given to {@link compile}: with the document, all that it takes to compile the policy again. */
  readonly principalIds: ReadonlyMap<string, string> | undefined;
}

/**
 * Every fault of the document shows here; its statements are prepared when they are first asked for, since many policies are
 * saved and few are used.
 *
 * Throws a {@link PolicyError} in AWS's words for a document that AWS would refuse to save as this kind of policy.
 */
export function compile(document: string, options: CompileOptions): CompiledPolicy {
  const { kind, principalIds } = options;
  const rules = rulesOf(kind);
  const findings = options.accepted ? faultsOfJson(document, rules) : validate(document, options);
  if (findings.length > 0) throw new PolicyError(rules.code, findings);
  let prepared: Prepared | undefined;
  const prepare = () => {
    prepared ??= prepareStatements(document, principalIds);
    return prepared;
  };
  return {
    kind,
    document,
    principalIds,
    get version() {
      return prepare().version;
    },
    get statements() {
      return prepare().statements;
    },
  };
}

type Prepared = Pick<CompiledPolicy, 'version' | 'statements'>;

/** Reads the text once more: holding on to what validation read would take more memory than it saves time. */
function prepareStatements(document: string, principalIds: CompileOptions['principalIds']): Prepared {
  const { version, statements } = readDocument(parseJson(document) ?? {});
  return {
    version,
    statements: statements.map((element, index) => compileStatement(element, index, version, principalIds)),
  };
}

function faultsOfJson(document: string, { noJson }: PolicyRules): readonly PolicyFinding[] {
  if (parseJson(document) !== undefined) return [];
  return locateFaults([{ message: noJson, statement: undefined, path: [] }], document);
}

/** The names under `AWS` in Principal and NotPrincipal, once each, so that the account can see whether they exist. */
export function principalArns({ statements }: CompiledPolicy): readonly string[] {
  const names = statements.flatMap(({ element: { principal, notPrincipal } }) =>
    [principal, notPrincipal].flatMap((named) => (named instanceof Map ? (named.get('AWS') ?? []) : [])),
  );
  return [...new Set(names)];
}

/** The condition keys that the policy looks at, also as variables, in the policy's spelling and once each. */
export function contextKeysOf({ statements }: CompiledPolicy): readonly string[] {
  const keys = new Map<string, string>();
  const note = (key: string) => keys.set(key.toLowerCase(), keys.get(key.toLowerCase()) ?? key);
  for (const { conditions, resources = [] } of statements) {
    for (const { key } of conditions) note(key);
    const templates = [
      ...conditions.flatMap(({ variables }) => variables),
      ...resources.map(({ template }) => template),
    ];
    for (const { variables } of templates) for (const { written } of variables) note(written);
  }
  return [...keys.values()];
}
