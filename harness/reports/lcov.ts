import type { CoveredPolicy, CoveredStatement, PolicyCoverage } from './coverage.js';
import { statementName } from './coverage-figures.js';

/**
 * The coverage of policy files for tools that read lcov: a statement of a policy is a function, its parts are lines, and whether a
 * condition held or refused are two branches. Policies without a file are not in it.
 *
 * https://man.archlinux.org/man/geninfo.1#FILES
 */
export function lcov({ policies }: PolicyCoverage): string {
  const files = new Map<string, CoveredPolicy[]>();
  for (const policy of policies) {
    const { file } = policy.source;
    if (file !== undefined) files.set(file, [...(files.get(file) ?? []), policy]);
  }
  return [...files]
    .map(([file, parts]) =>
      fileRecord(
        file,
        parts.flatMap(({ statements }) => statements),
      ),
    )
    .join('');
}

function fileRecord(file: string, statements: readonly CoveredStatement[]): string {
  const functions = statements.map((statement) => ({
    line: statement.place.start.line,
    name: statementName(statement),
    count: statement.count,
  }));
  const branches = statements.flatMap(({ conditions }) => conditions);
  const lines = lineCounts(statements);
  const records = [
    'TN:',
    `SF:${file}`,
    ...functions.map(({ line, name }) => `FN:${line},${name}`),
    ...functions.map(({ count, name }) => `FNDA:${count},${name}`),
    `FNF:${functions.length}`,
    `FNH:${functions.filter(({ count }) => count > 0).length}`,
    ...branches.flatMap(({ place, held, refused }, block) => [
      `BRDA:${place.start.line},${block},0,${taken(held)}`,
      `BRDA:${place.start.line},${block},1,${taken(refused)}`,
    ]),
    `BRF:${branches.length * 2}`,
    `BRH:${branches.reduce((sum, { held, refused }) => sum + Number(held > 0) + Number(refused > 0), 0)}`,
    ...lines.map(([line, count]) => `DA:${line},${count}`),
    `LF:${lines.length}`,
    `LH:${lines.filter(([, count]) => count > 0).length}`,
    'end_of_record',
  ];
  return `${records.join('\n')}\n`;
}

/** `-`: the branch was never come to. */
function taken(count: number): string {
  return count === 0 ? '-' : String(count);
}

/** Of several parts on a line the least covered one counts, lest it be hidden by the others. */
function lineCounts(statements: readonly CoveredStatement[]): readonly (readonly [line: number, count: number])[] {
  const counts = new Map<number, number>();
  const add = (line: number, count: number) => counts.set(line, Math.min(counts.get(line) ?? count, count));
  for (const { place, count, actions, resources, conditions } of statements) {
    add(place.start.line, count);
    for (const part of [...actions, ...resources]) add(part.place.start.line, part.count);
    for (const { place: at, held, refused } of conditions) add(at.start.line, Math.min(held, refused));
  }
  return [...counts].sort(([a], [b]) => a - b);
}
