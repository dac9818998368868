import { type JsonNode, text, wrong } from './json-node.js';

/** A kind of entity, as its ARN names it. */
export type ArnKind = 'user' | 'group' | 'role' | 'instance-profile' | 'policy';

/** What every entity has. */
export interface Named {
  readonly name: string;
  readonly path: string;
  readonly arn: string;
}

const ARN = /^arn:(aws[\w-]*):iam::(\d{12}|aws):([\w-]+)\/(.*)$/;

/** The account in an ARN of IAM; `aws` for AWS's own policies. */
export function ownerOf(arn: string): string | undefined {
  return ARN.exec(arn)?.[2];
}

/** Checks that path, name and ARN tell the same, since permissions are found by each of them. */
export function checkArn(arn: JsonNode, kind: ArnKind, { name, path }: Omit<Named, 'arn'>): string {
  const value = text(arn);
  if (value === '' || name === '' || path === '') return value;
  const [, partition, owner, type, rest] = ARN.exec(value) ?? [];
  if (partition === undefined) wrong(arn, `is \`${value}\`, which is no ARN of IAM`);
  else if (partition !== 'aws') wrong(arn, `is in the partition \`${partition}\`; only \`aws\` is emulated`);
  else if (type !== kind || `/${rest}` !== path + name)
    wrong(arn, `is \`${value}\`, and path and name make \`arn:aws:iam::${owner}:${kind}${path}${name}\``);
  return value;
}
