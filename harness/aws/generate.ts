/**
 * Writes `data/constraints-*.json`: lengths, ranges, patterns and enumerations of the inputs, which the SDK's schemas do not hold,
 * from botocore's models (Apache-2.0). Needs `python3` with botocore, on the machine of whoever regenerates only.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ServiceId } from './application.js';
import type { Constraints, ShapeConstraints } from './constraints/table.js';

interface BotocoreShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly members?: Readonly<Record<string, { readonly shape: string }>>;
  readonly member?: { readonly shape: string };
  readonly key?: { readonly shape: string };
  readonly value?: { readonly shape: string };
}
interface BotocoreModel {
  readonly operations: Readonly<
    Record<string, { readonly input?: { readonly shape: string }; readonly deprecated?: boolean }>
  >;
  readonly shapes: Readonly<Record<string, BotocoreShape>>;
}

/** botocore's model says something that the table cannot hold. */
class UnknownModelError extends Error {
  override readonly name = 'UnknownModelError';
}

/** Left to the services, which answer a wrong value with a code of its own. */
const NOT_TAKEN: ReadonlySet<string> = new Set(['BucketLocationConstraint']);

const [folder = '', version = ''] = execFileSync('python3', [
  '-c',
  'import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), "data")); print(botocore.__version__)',
])
  .toString()
  .trim()
  .split('\n');

const source = `botocore ${version} (https://github.com/boto/botocore), Copyright Amazon.com, Inc. or its affiliates, Apache License 2.0`;
const models = { iam: 'iam/2010-05-08', sts: 'sts/2011-06-15', s3: 's3/2006-03-01' } satisfies Record<
  ServiceId,
  string
>;

for (const [service, path] of Object.entries(models)) {
  const constraints: Constraints = { source, ...readConstraints(readModel(path)) };
  const file = new URL(`../../harness/aws/data/constraints-${service}.json`, import.meta.url);
  // one line for each shape and structure, so that a change shows in a diff
  writeFileSync(file, `${JSON.stringify(constraints).replaceAll('},"', '},\n"')}\n`);
}

function readModel(path: string): BotocoreModel {
  const plain = join(folder, path, 'service-2.json');
  const text = existsSync(plain) ? readFileSync(plain) : gunzipSync(readFileSync(`${plain}.gz`));
  return JSON.parse(text.toString());
}

function readConstraints({ operations, shapes }: BotocoreModel): Omit<Constraints, 'source'> {
  const found = {
    shapes: {} as Record<string, ShapeConstraints>,
    structures: {} as Record<string, Record<string, string>>,
  };
  const seen = new Set<string>();
  for (const { input, deprecated } of Object.values(operations)) {
    if (input !== undefined && !deprecated) visit(input.shape); // the SDK leaves deprecated operations out
  }
  return found;

  function visit(name: string): void {
    const shape = shapes[name];
    if (shape === undefined || seen.has(name)) return;
    seen.add(name);
    for (const [member, target] of Object.entries(shape.members ?? {})) {
      visit(target.shape);
      if (found.shapes[target.shape] === undefined) continue;
      const constrained = found.structures[name] ?? {};
      constrained[member] = target.shape;
      found.structures[name] = constrained;
    }
    if (shape.member !== undefined) visit(shape.member.shape);
    refuseConstrainedMap(name, shape);
    const own = ownConstraints(name, shape);
    if (own !== undefined) found.shapes[name] = own;
  }

  function ownConstraints(name: string, shape: BotocoreShape): ShapeConstraints | undefined {
    if (NOT_TAKEN.has(name)) return undefined;
    const { min, max, pattern, enum: values } = shape;
    const item =
      shape.member !== undefined && found.shapes[shape.member.shape] !== undefined ? shape.member.shape : undefined;
    const own = { min, max, pattern, enum: values, item };
    return Object.values(own).every((value) => value === undefined) ? undefined : (own as ShapeConstraints);
  }

  function refuseConstrainedMap(name: string, { key, value }: BotocoreShape): void {
    for (const part of [key, value]) {
      const { min, max, pattern, enum: values } = shapes[part?.shape ?? ''] ?? {};
      if (min ?? max ?? pattern ?? values)
        throw new UnknownModelError(`the map \`${name}\` has constraints: teach \`validate.ts\` to check maps`);
    }
  }
}
