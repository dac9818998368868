import type { AttachedPolicy, CompiledPolicy, PolicyKind, PolicySource } from '../engine/index.js';
import type { ReadPolicy } from './run-record.js';

/** A policy that the tests are about. Each test has an account of its own, so that the same policy comes with other names and account ids. */
export interface PolicyUnderTest {
  /** The same for the same policy, in any test. */
  readonly key: string;
  /** For a person: the file, or what AWS calls it. */
  readonly name: string;
  readonly kind: PolicyKind;
  /** One of them stands for all: of its text and places. */
  readonly policy: CompiledPolicy;
  readonly source: PolicySource;
  readonly variants: readonly AttachedPolicy[];
  /** Statements that are the harness's own, and so not looked at. */
  readonly ownStatements: ReadonlySet<number>;
}

/**
 * The policies of a run that its author wrote: AWS's own and those that the harness adds are left out. A file is one policy, however often
 * it is loaded; without a file, it is the text that tells.
 */
export function policiesUnderTest(policies: readonly ReadPolicy[]): readonly PolicyUnderTest[] {
  const found = new Map<string, PolicyUnderTest & { readonly variants: AttachedPolicy[] }>();
  for (const { attached, ownStatements } of policies) {
    const { policy, source } = attached;
    if (isOfAws(source) || policy.statements.every(({ index }) => ownStatements.has(index))) continue;
    const key = keyOf(attached, ownStatements);
    const known = found.get(key);
    if (known) known.variants.push(attached);
    else
      found.set(key, {
        key,
        name: nameOf(source),
        kind: policy.kind,
        policy,
        source,
        variants: [attached],
        ownStatements,
      });
  }
  return [...found.values()];
}

/** A name, an ARN or a text without what differs from test to test: account ids, unique ids, and the names that fixtures make. */
export function withoutRun(text: string): string {
  return text
    .replace(/(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])/g, '<account>')
    .replace(/\b(AIDA|AROA|AGPA)[A-Z0-9]{10,}\b/g, '<$1>')
    .replace(/\/iam-rehearsal\/[0-9a-z-]+\//g, '/')
    .replace(/\biamr-[0-9a-z]+-/g, '')
    .replace(/-[0-9a-f]{8}-(\d+)\b/g, '-$1');
}

function isOfAws({ arn = '' }: PolicySource): boolean {
  return /^arn:[\w-]+:(iam::aws:policy|organizations::aws:policy)\//.test(arn);
}

/** Statements that the harness adds make no other policy: what is only decided leaves them out. */
function keyOf({ policy, source }: AttachedPolicy, own: ReadonlySet<number>): string {
  const { file } = source;
  if (file !== undefined) return `${policy.kind} ${file} ${positionIn(source)}`;
  const { Statement, ...rest } = JSON.parse(policy.document) as { readonly Statement?: unknown };
  const statements = (Array.isArray(Statement) ? Statement : [Statement]).filter((_, index) => !own.has(index));
  return withoutRun(`${policy.kind} ${source.name} ${JSON.stringify([rest, statements])}`);
}

/** A larger file may hold several policies. */
function positionIn({ positions }: PolicySource): number {
  return positions?.().valueAt([]).start.line ?? 1;
}

function nameOf({ name, arn, attachedTo, file }: PolicySource): string {
  if (file !== undefined) return file;
  const of = arn === undefined && attachedTo !== undefined ? ` of ${withoutRun(lastPart(attachedTo))}` : '';
  return `${withoutRun(name)}${of}`;
}

/** `role/reader`, or the name of a bucket. */
function lastPart(arn: string): string {
  return arn.split(':').slice(5).join(':');
}
