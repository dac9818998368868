import { isObject, parseJson } from './document.js';
import { unreachable } from './lint-reach.js';
import { type LintRule, lintedStatement, statementRules } from './lint-rules.js';
import { type PlacedStatement, placedStatements } from './placed-elements.js';
import { locateFaults, type PolicyFinding } from './policy-error.js';
import { type DocumentPositions, jsonPositions } from './positions.js';
import type { ServiceReference } from './service-reference.js';
import { documentSyntaxFault } from './validate-syntax.js';

/** Something legal that is hardly meant. */
export interface LintFinding extends PolicyFinding {
  readonly rule: LintRule;
}

export interface LintOptions {
  readonly reference: ServiceReference;
  /** The places in the YAML that the document was made from. */
  readonly positions?: DocumentPositions;
}

/**
 * What is legal in a policy and yet suspicious, in the order of the text: names that AWS does not know, actions that cannot have the
 * statement's resources, statements that can never count. A document that is no policy has no findings: that is the business of
 * `validate`.
 */
export function lint(document: string, { reference, positions }: LintOptions): readonly LintFinding[] {
  const json = parseJson(document);
  if (!isObject(json) || documentSyntaxFault(json)) return [];
  const places = positions ?? jsonPositions(document);
  const statements = placedStatements(json);
  const found = [
    ...statements
      .map((statement) => lintedStatement(statement, reference))
      .flatMap((statement) => statementRules.flatMap((rule) => rule(statement))),
    ...unreachable(statements),
  ];
  const located = found.map(({ rule, ...fault }) =>
    locateFaults([fault], document, places).map((at) => ({ ...at, rule })),
  );
  return [...located.flat(), ...duplicateNames(places, statements)].sort(
    (one, other) => one.line - other.line || one.column - other.column,
  );
}

/** AWS reads JSON as most readers do: the last of two members with one name counts, and the first is lost. */
function duplicateNames(
  { duplicates }: DocumentPositions,
  statements: readonly PlacedStatement[],
): readonly LintFinding[] {
  return duplicates.map(({ path, position: { line, column } }) => ({
    rule: 'duplicate-name',
    message: `\`${String(path.at(-1))}\` stands twice here and only the last one counts: put both into one`,
    statement: statements.find((statement) => statement.path.every((step, index) => path[index] === step))?.index,
    path,
    line,
    column,
  }));
}
