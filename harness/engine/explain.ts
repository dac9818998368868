import { refusalClause } from './aws-words.js';
import type { Decision } from './decision.js';
import { type Obstacle, obstaclesOf } from './obstacles.js';
import { plainWords } from './plain-words.js';
import { type StatementPlace, statementPlace } from './statement-place.js';
import { type StatementTrace, type Trace, trace } from './trace.js';
import { type UnjudgedStatement, unjudgedStatements } from './unjudged.js';

/** Why a request was decided as it was, and what would change it. All of it is data; `explanationText` makes a text of it. */
export interface Explanation {
  readonly decision: Decision;
  /** One sentence for someone who does not know IAM. */
  readonly why: string;
  /** The end of AWS's own sentence; empty where the request was allowed. */
  readonly awsWords: string;
  /** The statements that decided, with their conditions and the values that these met. */
  readonly deciding: readonly ExplainedStatement[];
  /** Of a denied request: all that stands in its way, looked for when it is asked for. The first holds the nearest change. */
  readonly obstacles: readonly Obstacle[];
  /** Condition keys that statements looked for in vain, in lower case. */
  readonly missingKeys: readonly string[];
  /** Statements that could not be judged: AWS might decide otherwise. */
  readonly unjudged: readonly UnjudgedStatement[];
  readonly trace: Trace;
}

export interface ExplainedStatement {
  readonly statement: StatementTrace;
  readonly place: StatementPlace;
}

/** Explains a decision afterwards: deciding itself keeps no more than it needs. */
export function explain(decision: Decision): Explanation {
  const traced = trace(decision);
  let obstacles: readonly Obstacle[] | undefined;
  return {
    decision,
    why: plainWords(decision),
    awsWords: refusalClause(decision),
    deciding: decidingStatements(decision, traced),
    get obstacles() {
      obstacles ??= obstaclesOf(decision);
      return obstacles;
    },
    missingKeys: traced.absentKeys,
    unjudged: unjudgedStatements(traced),
    trace: traced,
  };
}

function decidingStatements({ deciding }: Decision, { layers }: Trace): readonly ExplainedStatement[] {
  return deciding.flatMap(({ layer, source, index }) => {
    const groups = layers.find((traced) => traced.layer === layer)?.groups ?? [];
    for (const group of groups) {
      const statement = group.find((traced) => traced.index === index && traced.source === source);
      if (statement) return [explained(statement)];
    }
    return [];
  });
}

function explained(statement: StatementTrace): ExplainedStatement {
  const { source, policy, index } = statement;
  return { statement, place: statementPlace({ policy, source }, index) };
}
