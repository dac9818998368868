import type { AttachedPolicy, AuthorizationRequest } from '../engine/index.js';
import type { CompiledStatement } from '../engine/statement.js';
import { grouped } from './grouped.js';

/** A call that was allowed, and what allowed it. */
export interface UsedGrant {
  readonly attached: AttachedPolicy;
  readonly statement: CompiledStatement;
  readonly request: AuthorizationRequest;
  /** Which of the statement's resources was met; -1 where it names none that has to be. */
  readonly pattern: number;
}

/** A statement as JSON has it. */
export interface SuggestedStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** So many resources of one pattern are taken for all of it. */
const SEVERAL = 3;

/**
 * The calls as statements. Conditions stay those of the statement that allowed. Several resources that one pattern of that statement met
 * become this pattern, which is safe: it allows nothing that was not allowed before. Actions on the same resources stand together.
 */
export function suggestedStatements(grants: readonly UsedGrant[]): readonly SuggestedStatement[] {
  const byStatement = grouped(grants, ({ statement }) => statement);
  const statements = [...byStatement].flatMap(([statement, used]) => statementsOf(statement, used));
  return merged(statements).sort((a, b) => text(a).localeCompare(text(b), 'en'));
}

function statementsOf(statement: CompiledStatement, grants: readonly UsedGrant[]): readonly SuggestedStatement[] {
  const condition = conditionOf(statement);
  const byAction = grouped(grants, ({ request }) => request.action);
  return [...byAction].map(([action, used]) => ({
    Effect: 'Allow',
    Action: [action],
    Resource: resourcesOf(statement, used),
    ...(condition && { Condition: condition }),
  }));
}

function resourcesOf({ element, exceptResources }: CompiledStatement, grants: readonly UsedGrant[]): readonly string[] {
  const byPattern = new Map<number, Set<string>>();
  for (const { pattern, request } of grants) {
    byPattern.set(pattern, (byPattern.get(pattern) ?? new Set()).add(request.resource));
  }
  const resources = [...byPattern].flatMap(([pattern, met]) => {
    const written = exceptResources ? undefined : element.resource?.[pattern];
    return written !== undefined && written !== '*' && met.size >= SEVERAL ? [written] : [...met].map(literal);
  });
  return [...new Set(resources)].sort();
}

/** What a listing is about: all buckets, or all users of an account. */
const LISTED = /^arn:[\w-]+:(s3:::|iam::\d{12}:[\w-]+\/)\*$/;

/** In the name of an object, the signs of patterns and variables stand for themselves. */
function literal(resource: string): string {
  if (resource === '*' || LISTED.test(resource)) return resource;
  return resource.replace(/[*?$]/g, (sign) => `\${${sign}}`);
}

function conditionOf({ element }: CompiledStatement): SuggestedStatement['Condition'] | undefined {
  if (element.conditions.length === 0) return undefined;
  const condition: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of element.conditions) {
    condition[operator] = { ...condition[operator], [key]: values };
  }
  return condition;
}

/** Actions on the same resources under the same conditions are one statement. */
function merged(statements: readonly SuggestedStatement[]): SuggestedStatement[] {
  const found = new Map<string, SuggestedStatement>();
  for (const statement of statements) {
    const key = JSON.stringify([statement.Resource, statement.Condition]);
    const known = found.get(key);
    const Action = [...new Set([...(known?.Action ?? []), ...statement.Action])].sort();
    found.set(key, { ...statement, Action });
  }
  return [...found.values()];
}

function text(statement: SuggestedStatement): string {
  return JSON.stringify(statement);
}
