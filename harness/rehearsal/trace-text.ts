import {
  type ContextValue,
  type Decision,
  placeWords,
  type StatementTrace,
  statementPlace,
  trace,
} from '../engine/index.js';
import { GUARD_SIDS } from '../targets/guard-boundary.js';

/** How every statement of every policy fared, layer by layer, and what the request had: lines of text. */
export function traceText(decision: Decision): string {
  const { request } = decision;
  const keys = [...new Set(request.context.keys())].sort();
  return [
    `trace of ${request.action} on ${request.resource}:`,
    ...trace(decision).layers.flatMap(({ layer, binds, groups }) => [
      `  ${layer}${binds ? '' : ' (does not bind this caller or action)'}`,
      ...groups.flatMap((group) => group.filter(isOfTheTest).flatMap(statementLines)),
    ]),
    '  the request',
    ...keys.map((key) => `    ${key}: ${valueWords(request.context.get(key))}`),
  ].join('\n');
}

/** What keeps a run to itself says nothing about the policies that are rehearsed, unless it denied. */
function isOfTheTest({ sid, matched }: StatementTrace): boolean {
  return matched || sid === undefined || !GUARD_SIDS.includes(sid);
}

function statementLines({ policy, source, index, effect, matched, mismatches, conditions }: StatementTrace) {
  const fared = matched ? 'matches' : `does not match: ${mismatches.join(', ')}`;
  return [
    `    ${effect} by ${placeWords(statementPlace({ policy, source }, index))} ${fared}`,
    ...conditions.map(
      ({ operator, key, expected, actual, holds }) =>
        `      ${key} ${operator} ${expected.join(', ')}: the request has ${valueWords(actual)}, so that it ${holds ? 'holds' : 'does not hold'}`,
    ),
  ];
}

function valueWords(value: ContextValue | undefined): string {
  if (value === undefined || value.length === 0) return 'none';
  return typeof value === 'string' ? value : value.join(', ');
}
