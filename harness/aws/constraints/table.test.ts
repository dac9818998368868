import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { readService } from '../schema.js';
import type { Member, Shape } from '../service-model.js';
import { readConstraints } from './table.js';

const services = { iam: readService(iam, 'iam'), sts: readService(sts, 'sts'), s3: readService(s3, 's3') };

describe.each(['iam', 'sts', 's3'] as const)('the constraints of %s', (id) => {
  const { shapes, structures } = readConstraints(id);
  const members = new Map<string, ReadonlySet<string>>();
  for (const { input } of services[id].operations.values()) if (input !== undefined) collect(input);

  function collect(shape: Shape): void {
    if ('item' in shape) collect(shape.item);
    if (!('members' in shape) || members.has(shape.name)) return;
    members.set(shape.name, new Set(shape.members.map(({ name }: Member) => name)));
    for (const member of shape.members) collect(member.shape);
  }

  test('name structures and members that the SDK has', () => {
    const unknown = Object.entries(structures).flatMap(([structure, names]) =>
      Object.keys(names)
        .filter((name) => !members.get(structure)?.has(name))
        .map((name) => `${structure}.${name}`),
    );
    expect(unknown).toEqual([]);
  });

  test('are all defined, and their patterns compile', () => {
    const named = [
      ...Object.values(structures).flatMap((names) => Object.values(names)),
      ...Object.values(shapes).flatMap(({ item }) => item ?? []),
    ];
    expect(named.filter((name) => shapes[name] === undefined)).toEqual([]);
    for (const { pattern } of Object.values(shapes))
      if (pattern !== undefined) expect(() => new RegExp(`^(?:${pattern})$`, 'u')).not.toThrow();
  });
});
