import type { Context } from './request.js';
import { type Template, type TemplatePart, variableText } from './variables.js';

/**
 * A text with `*` (any characters, also none) and `?` (exactly one), cut at its stars when the policy is compiled. Matching walks
 * from star to star and never goes back behind one, so no policy text makes it slow. No RegExp is built from policy text.
 */
export interface Wildcard {
  /** What stands between the stars; the first run begins the text and the last one ends it. */
  readonly runs: readonly Run[];
  /** The whole text where it has neither wildcards nor variables. */
  readonly exact: string | undefined;
}

export interface Run {
  readonly parts: readonly TemplatePart[];
  /** The run's text where it is plain, which is nearly always. */
  readonly literal: string | undefined;
}

const ANY: Run = { parts: [], literal: '' };
const ANY_CHARACTER: TemplatePart = { kind: 'any-character' };

/** In a template, wildcards are the `*` and `?` of the policy's own text: those in a variable's value or an escape are plain characters. */
export function compileWildcard(template: Template): Wildcard {
  const [only] = template.parts;
  if (only?.kind === 'text' && template.parts.length === 1 && !only.text.includes('?')) return plainRuns(only.text);
  const runs: TemplatePart[][] = [[]];
  for (const part of template.parts) {
    if (part.kind !== 'text') {
      runs.at(-1)?.push(part);
      continue;
    }
    for (const [index, piece] of part.text.split('*').entries()) {
      if (index > 0) runs.push([]);
      runs.at(-1)?.push(...splitQuestionMarks(piece));
    }
  }
  const compiled = runs.map(compileRun);
  return { runs: compiled, exact: compiled.length === 1 ? compiled[0]?.literal : undefined };
}

/** The wildcard of a text that has stars at the most. */
function plainRuns(text: string): Wildcard {
  const runs = text
    .split('*')
    .map((literal): Run => (literal === '' ? ANY : { parts: [{ kind: 'text', text: literal }], literal }));
  return { runs, exact: runs.length === 1 ? text : undefined };
}

/** Whether the characters of `text` from `start` up to `end` match. A variable that has no value matches nothing. */
export function matchesWildcard(
  { runs, exact }: Wildcard,
  text: string,
  context: Context | undefined,
  start = 0,
  end = text.length,
): boolean {
  if (exact !== undefined) return end - start === exact.length && standsAt(exact, text, start);
  const last = runs.length - 1;
  let at = runEnd(runs[0] ?? ANY, text, start, end, context);
  if (at < 0) return false;
  if (last === 0) return at === end;
  for (let index = 1; index < last; index++) {
    at = findRun(runs[index] ?? ANY, text, at, end, context);
    if (at < 0) return false;
  }
  return endsWithRun(runs[last] ?? ANY, text, at, end, context);
}

/** The text that everything which matches begins with. */
export function startOf({ runs: [first] }: Wildcard): string {
  return first?.literal ?? (first?.parts[0]?.kind === 'text' ? first.parts[0].text : '');
}

/** What has to follow when the first characters, which are a part of its start, were found already. */
export function withoutStart({ runs: [first = ANY, ...others], exact }: Wildcard, length: number): Wildcard {
  const rest = startOf({ runs: [first], exact }).slice(length);
  const parts: readonly TemplatePart[] = [{ kind: 'text', text: rest }, ...first.parts.slice(1)];
  return { runs: [compileRun(parts), ...others], exact: exact?.slice(length) };
}

/** Most texts that differ do so at the end of the literal: asking there first saves comparing what ARNs have in common. */
function standsAt(literal: string, text: string, at: number): boolean {
  const last = literal.length - 1;
  if (last < 0) return true;
  return text.charCodeAt(at + last) === literal.charCodeAt(last) && text.startsWith(literal, at);
}

function compileRun(parts: readonly TemplatePart[]): Run {
  const joined = joinText(parts);
  const [first] = joined;
  if (first === undefined) return ANY;
  const plain = joined.length === 1 && (first.kind === 'text' || first.kind === 'character');
  return { parts: joined, literal: plain ? first.text : undefined };
}

/** Escapes such as `${*}` are plain characters: they join the text beside them. */
function joinText(parts: readonly TemplatePart[]): readonly TemplatePart[] {
  const joined: TemplatePart[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    const isText = part.kind === 'text' || part.kind === 'character';
    if (isText && part.text === '') continue;
    if (isText && before?.kind === 'text') joined[joined.length - 1] = { kind: 'text', text: before.text + part.text };
    else joined.push(isText ? { kind: 'text', text: part.text } : part);
  }
  return joined;
}

function splitQuestionMarks(text: string): readonly TemplatePart[] {
  return text.split('?').flatMap((piece, index): TemplatePart[] => {
    const plain: TemplatePart = { kind: 'text', text: piece };
    return index === 0 ? [plain] : [ANY_CHARACTER, plain];
  });
}

/** The place behind the run when it stands at `at`, or -1. */
function runEnd(run: Run, text: string, at: number, end: number, context: Context | undefined): number {
  if (run.literal !== undefined) {
    const next = at + run.literal.length;
    return next <= end && standsAt(run.literal, text, at) ? next : -1;
  }
  let place = at;
  for (const part of run.parts) {
    if (part.kind === 'any-character') {
      place += 1;
    } else {
      const expected = part.kind === 'variable' ? variableText(part, context) : part.text;
      if (expected === undefined || !text.startsWith(expected, place)) return -1;
      place += expected.length;
    }
    if (place > end) return -1;
  }
  return place;
}

/** The place behind the first such run from `at` on, or -1. */
function findRun(run: Run, text: string, at: number, end: number, context: Context | undefined): number {
  if (run.literal !== undefined) {
    const found = text.indexOf(run.literal, at);
    return found < 0 || found + run.literal.length > end ? -1 : found + run.literal.length;
  }
  for (let place = at; place <= end; place++) {
    const next = runEnd(run, text, place, end, context);
    if (next >= 0) return next;
  }
  return -1;
}

function endsWithRun(run: Run, text: string, at: number, end: number, context: Context | undefined): boolean {
  if (run === ANY) return true;
  const length = runLength(run, context);
  if (length === undefined || end - length < at) return false;
  return runEnd(run, text, end - length, end, context) === end;
}

function runLength(run: Run, context: Context | undefined): number | undefined {
  if (run.literal !== undefined) return run.literal.length;
  let length = 0;
  for (const part of run.parts) {
    if (part.kind === 'any-character') {
      length += 1;
      continue;
    }
    const text = part.kind === 'variable' ? variableText(part, context) : part.text;
    if (text === undefined) return undefined;
    length += text.length;
  }
  return length;
}
