import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import type { ServiceId } from './application.js';
import { operationName, readService } from './schema.js';
import { SchemaError } from './schema-error.js';
import type { Shape } from './service-model.js';

const modules = { iam, sts, s3 } satisfies Record<ServiceId, object>;
const clients = { iam: new iam.IAMClient(), sts: new sts.STSClient(), s3: new s3.S3Client() };
const counts = { iam: 180, sts: 12, s3: 112 } satisfies Record<ServiceId, number>;

describe.each(Object.keys(modules) as ServiceId[])('the model of %s', (id) => {
  const service = readService(modules[id], id);

  test('counts the operations of the pinned SDK', () => {
    expect(service.operations.size).toBe(counts[id]);
  });

  test('names every command by its operation', () => {
    const commands = Object.entries(modules[id]).filter(
      ([name]) => /^[A-Z].*Command$/.test(name) && name !== '$Command',
    );
    expect(commands.map(([, command]) => operationName(command as never)).sort()).toEqual(
      [...service.operations.keys()].sort(),
    );
  });

  test('agrees with its client about protocol, version and namespace', () => {
    const { protocol } = clients[id].config as unknown as Record<
      string,
      { getShapeId(): string; options: Record<string, string> }
    >;
    expect(protocol?.getShapeId()).toBe(`aws.protocols#${service.protocol}`);
    expect(protocol?.options.xmlNamespace).toBe(service.xmlNamespace);
    if (id !== 's3') expect(protocol?.options.version).toBe(service.version);
  });

  test('reads every shape of every operation', () => {
    const seen = new Set<Shape>();
    for (const { input, output } of service.operations.values())
      for (const shape of [input, output]) if (shape) visit(shape, seen);
    expect(seen.size).toBeGreaterThan(counts[id]);
  });
});

function visit(shape: Shape, seen: Set<Shape>): void {
  if (seen.has(shape)) return;
  seen.add(shape);
  if ('members' in shape) for (const member of shape.members) visit(member.shape, seen);
  if ('item' in shape) visit(shape.item, seen);
  if ('value' in shape) visit(shape.value, seen);
}

test('CreateRole requires a name and a trust policy', () => {
  const input = readService(iam, 'iam').operations.get('CreateRole')?.input;
  expect(input?.members.filter(({ required }) => required).map(({ name }) => name)).toEqual([
    'RoleName',
    'AssumeRolePolicyDocument',
  ]);
});

test('P24: an error is known by its wire code, not by the name of its shape', () => {
  const { errors } = readService(iam, 'iam');
  expect(errors.get('EntityAlreadyExists')).toEqual({ code: 'EntityAlreadyExists', status: 409, fault: 'Sender' });
  expect(errors.get('EntityAlreadyExistsException')).toBeUndefined();
  expect(readService(s3, 's3').errors.get('NotFound')?.status).toBe(404);
});

test('P25: the modelled ExpiredTokenException of STS is not the expired caller', () => {
  const { errors } = readService(sts, 'sts');
  expect(errors.get('ExpiredTokenException')?.status).toBe(400);
  expect(errors.has('ExpiredToken')).toBe(false);
});

test('an unknown tag or number of a schema is refused', () => {
  const broken = (ref: unknown) =>
    readService(
      { Op$: [9, 'com.amazonaws.iam', 'Op', 0, () => [3, 'n', 'In', 0, ['A'], [ref]], () => 'unit'] },
      'iam',
    ).operations.get('Op');
  for (const ref of [3, 99, 128 | 3, [7, 'n', 'New', 0, 0], 'text'])
    expect(() => broken(ref)?.input).toThrow(SchemaError);
});

test('a class that is no command is refused', () => {
  expect(() => operationName(class Other {})).toThrow(SchemaError);
});
