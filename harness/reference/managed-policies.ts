import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** An AWS managed policy in its newest version. */
export interface ManagedPolicy {
  /** `arn:aws:iam::aws:policy/service-role/AWSLambdaRole` */
  readonly arn: string;
  readonly name: string;
  readonly path: string;
  readonly versionId: string;
  /** Seconds since the epoch. */
  readonly createDate: number;
  readonly updateDate: number;
  /** The policy's JSON, inflated when it is asked for. */
  document(): string;
}

/** The committed index beside the deflated documents: path, version, created, updated, offset and length of each. */
export interface ManagedPolicyIndex {
  readonly source: string;
  readonly policies: Readonly<Record<string, readonly [string, string, number, number, number, number]>>;
}

/** The catalogue of AWS managed policies, as far as the package that it is generated from knows them. */
export interface ManagedPolicies {
  get(arn: string): ManagedPolicy | undefined;
  /** Every policy's ARN, by name. */
  arns(): readonly string[];
}

/** Preset dictionary of the deflated documents: what nearly every one of them contains. Changing it means generating them again. */
export const DICTIONARY =
  '"Condition":{"StringEquals":{"aws:ResourceTag/"aws:RequestTag/"ArnLike":{"aws:SourceArn":"Null":{"aws:ResourceAccount":"${aws:PrincipalAccount}"' +
  '"Bool":{"ForAllValues:StringEquals":{"aws:TagKeys":["StringLike":{"iam:PassedToService":"iam:AWSServiceName":".amazonaws.com"' +
  '"Resource":["arn:aws:logs:*:*:log-group:/aws/","arn:aws:s3:::","arn:aws:iam::*:role/aws-service-role/","arn:aws:ec2:*:*:network-interface/*"' +
  ':Describe*",:Get*",:List*","ec2:Describe","iam:PassRole","iam:CreateServiceLinkedRole","cloudwatch:PutMetricData","logs:CreateLogStream","kms:Decrypt",' +
  '"s3:GetObject","s3:PutObject","Resource":"*"},{"Sid":"","Effect":"Deny","NotAction":["NotResource":[{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["';

const ARN_PREFIX = 'arn:aws:iam::aws:policy';

/** Opens the catalogue; its files are read at the first look-up. */
export function managedPolicies(): ManagedPolicies {
  let loaded: { index: ManagedPolicyIndex['policies']; documents: Buffer } | undefined;
  const load = () => {
    loaded ??= {
      index: (
        JSON.parse(readFileSync(new URL('data/managed-policies.json', import.meta.url), 'utf8')) as ManagedPolicyIndex
      ).policies,
      documents: readFileSync(new URL('data/managed-policies.bin', import.meta.url)),
    };
    return loaded;
  };
  return {
    arns: () => Object.entries(load().index).map(([name, [path]]) => ARN_PREFIX + path + name),
    get(arn) {
      if (!arn.startsWith(ARN_PREFIX)) return undefined;
      const { index, documents } = load();
      const name = arn.slice(arn.lastIndexOf('/') + 1);
      const entry = Object.hasOwn(index, name) ? index[name] : undefined;
      if (entry === undefined || ARN_PREFIX + entry[0] + name !== arn) return undefined;
      const [path, versionId, createDate, updateDate, offset, length] = entry;
      const document = () =>
        inflateRawSync(documents.subarray(offset, offset + length), { dictionary: Buffer.from(DICTIONARY) }).toString();
      return { arn, name, path, versionId, createDate, updateDate, document };
    },
  };
}
