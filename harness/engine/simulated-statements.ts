import type { Layer } from './decision.js';
import { jsonPositions, type Position } from './positions.js';
import type { MatchedStatement, SimulationPosition } from './simulation.js';
import type { StatementTrace, Trace } from './trace.js';

/** A statement as a simulation's result names it. */
export function matchedStatement({ layer, ...statement }: StatementTrace & { layer: Layer }): MatchedStatement {
  return {
    SourcePolicyId: statement.source.name,
    SourcePolicyType: layer === 'resource' ? 'Resource Policy' : 'IAM Policy',
    ...statementSpan(statement),
  };
}

/**
 * Where AWS says that a statement stands. Its end is the place behind the closing brace. It begins where AWS's parser stood
 * when it came to the statement: in a list behind the `[` or behind the statement before, and else behind its own opening brace.
 * Inferred from recorded answers, among them
 * https://docs.aws.amazon.com/cli/latest/reference/iam/simulate-custom-policy.html#examples
 */
function statementSpan({
  policy: { document },
  index,
}: StatementTrace): Pick<MatchedStatement, 'StartPosition' | 'EndPosition'> {
  const positions = jsonPositions(document);
  const statements = positions.valueAt(['Statement']);
  const own = positions.valueAt(['Statement', index]);
  const start = index === 0 ? behind(statements.start) : positions.valueAt(['Statement', index - 1]).end;
  return { StartPosition: asSimulation(start), EndPosition: asSimulation(own.end) };
}

/** The place behind a bracket or brace. */
function behind({ line, column }: Position): Position {
  return { line, column: column + 1 };
}

function asSimulation({ line, column }: Position): SimulationPosition {
  return { Line: line, Column: column };
}

/** The layers whose missing keys a result tells. */
const TOLD: readonly Layer[] = ['identity', 'resource'];

/** The keys that statements about this request ask for, in conditions or as variables, and that no entry gives. */
export function missingContextValues({ layers, decision: { request } }: Trace): readonly string[] {
  const keys = layers
    .filter(({ layer }) => TOLD.includes(layer))
    .flatMap(({ groups }) => groups.flat())
    .filter(({ mismatches }) => !mismatches.includes('action') && !mismatches.includes('principal'))
    .flatMap((statement) => [
      ...variablesOf(statement),
      ...(isAboutResource(statement) ? conditionKeys(statement) : []),
    ])
    .filter((key) => request.context.get(key.toLowerCase()) === undefined);
  return [...new Map(keys.map((key) => [key.toLowerCase(), key])).values()];
}

function isAboutResource(statement: StatementTrace): boolean {
  return !statement.mismatches.includes('resource') || variablesOf(statement).length > 0;
}

function conditionKeys({ conditions }: StatementTrace): readonly string[] {
  return conditions.flatMap(({ key, variables }) => [key, ...Object.keys(variables)]);
}

/** The variables in the statement's resources. */
function variablesOf({ policy, index }: StatementTrace): readonly string[] {
  const resources = policy.statements.find((statement) => statement.index === index)?.resources ?? [];
  return resources.flatMap(({ template }) => template.variables.map(({ written }) => written));
}
