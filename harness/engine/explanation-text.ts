import type { Change } from './changes.js';
import type { ExplainedStatement, Explanation } from './explain.js';
import type { Obstacle } from './obstacles.js';
import { plainWords } from './plain-words.js';
import type { ContextValue } from './request.js';
import { placeWords, statementPlace } from './statement-place.js';
import type { StatementTrace } from './trace.js';
import type { UnjudgedStatement } from './unjudged.js';

/** An explanation as lines of text, for terminals and test reports. */
export function explanationText(explanation: Explanation): string {
  const { decision, why, deciding, obstacles, missingKeys, unjudged } = explanation;
  return [
    `${decision.outcome}: ${why}`,
    ...deciding.flatMap(decidingLines),
    ...obstacles.flatMap(obstacleLines),
    ...(missingKeys.length > 0 ? [`not in the request: ${missingKeys.join(', ')}`] : []),
    ...unjudged.flatMap(unjudgedLines),
  ].join('\n');
}

function decidingLines({ statement, place }: ExplainedStatement): readonly string[] {
  const conditions = statement.conditions.map(
    ({ operator, key, expected, actual }) =>
      `    ${key} ${operator} ${listWords(expected)}: the request has ${listWords(actual)}`,
  );
  return [`  ${statement.effect === 'Allow' ? 'allowed' : 'denied'} by ${placeWords(place)}`, ...conditions];
}

function obstacleLines({ decision, statement, changes }: Obstacle, index: number): readonly string[] {
  const then = index === 0 ? [] : [`then: ${plainWords(decision)}`];
  const name = decision.because === 'explicit-deny' ? 'to escape' : 'nearest:';
  const which = statement ? [`  ${name} ${nameOf(statement)}`] : [];
  return [...then, ...which, ...changes.flatMap(changeLines)];
}

function changeLines({ words, hint }: Change): readonly string[] {
  return [`    ${words}`, ...(hint === undefined ? [] : [`      ${hint}`])];
}

function unjudgedLines({ statement, reasons }: UnjudgedStatement): readonly string[] {
  return [`could not be judged: ${nameOf(statement)}`, ...reasons.map((reason) => `    ${reason}`)];
}

function nameOf({ policy, source, index }: StatementTrace): string {
  return placeWords(statementPlace({ policy, source }, index));
}

function listWords(value: ContextValue | undefined): string {
  if (value === undefined || value.length === 0) return 'none';
  return typeof value === 'string' ? value : value.join(', ');
}
