/** What the benchmarks decide: identity policies of four sizes, and requests of which some are allowed, some denied. */
import type { AuthorizationRequest, Context } from './index.js';

export interface Workload {
  readonly name: 'tiny' | 'medium' | 'large' | 'managed';
  /** The JSON of each identity policy. */
  readonly documents: readonly string[];
  readonly requests: readonly AuthorizationRequest[];
}

export const ACCOUNT = '123456789012';
export const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;

const CONTEXT: ReadonlyMap<string, string | readonly string[]> = new Map<string, string | readonly string[]>([
  ['aws:username', 'alice'],
  ['aws:userid', 'AIDAALICEALICEALICE1'],
  ['aws:principalarn', USER],
  ['aws:principalaccount', ACCOUNT],
  ['aws:principaltag/team', 'red'],
  ['aws:requestedregion', 'eu-central-1'],
  ['aws:securetransport', 'true'],
  ['aws:sourceip', '203.0.113.17'],
  ['aws:currenttime', '2026-11-24T10:00:00Z'],
  ['aws:multifactorauthage', '120'],
  ['aws:tagkeys', ['env', 'team']],
]);

/** The texts are read from JSON, as those of a real request are read from its bytes: in one piece. */
function request(...written: readonly [string, string, Readonly<Record<string, string>>?]): AuthorizationRequest {
  const [action, resource, more = {}] = JSON.parse(JSON.stringify(written)) as typeof written;
  const context: Context = new Map([...CONTEXT, ...Object.entries(more)]);
  const principal = { type: 'user', account: ACCOUNT, arn: USER, uniqueId: 'AIDAALICEALICEALICE1' } as const;
  return { principal, action, resource, resourceAccount: ACCOUNT, context };
}

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function times<T>(count: number, make: (index: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** One policy of one statement. */
export function tiny(): Workload {
  const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
  const requests = times(64, (index) =>
    index % 4 === 3
      ? request('s3:PutObject', `arn:aws:s3:::reports/${index}.csv`)
      : request('s3:GetObject', `arn:aws:s3:::${index % 4 === 2 ? 'other' : 'reports'}/2026/${index}.csv`),
  );
  return { name: 'tiny', documents: [policy([statement])], requests };
}

const table = (name: string) => `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/${name}`;
const queue = (name: string) => `arn:aws:sqs:eu-central-1:${ACCOUNT}:${name}`;
const lambda = (name: string) => `arn:aws:lambda:eu-central-1:${ACCOUNT}:function:${name}`;
const instance = (name: string) => `arn:aws:ec2:eu-central-1:${ACCOUNT}:instance/${name}`;

type Written = readonly [
  effect: 'Allow' | 'Deny',
  actions: string | readonly string[],
  resources: string,
  condition?: object,
];

function statement([Effect, Action, Resource, Condition]: Written): object {
  return { Effect, Action, Resource, ...(Condition && { Condition }) };
}

/** Twenty statements about the resources of team `p`: with wildcards, variables and conditions. */
function mediumStatements(p: number): readonly object[] {
  const bucket = `arn:aws:s3:::team-${p}`;
  const written: readonly Written[] = [
    ['Allow', ['s3:Get*', 's3:List*'], `${bucket}-*/shared/*`],
    ['Allow', 's3:PutObject', `${bucket}-home/\${aws:username}/*`],
    ['Allow', ['s3:PutObject', 's3:DeleteObject'], `${bucket}-data/\${aws:PrincipalTag/team}/*.parquet`],
    ['Deny', 's3:*', `${bucket}-secret/*`, { StringNotEquals: { 'aws:PrincipalTag/team': ['blue', 'green'] } }],
    ['Deny', 's3:*', `${bucket}-*`, { Bool: { 'aws:SecureTransport': 'false' } }],
    ['Deny', ['s3:Delete*', 's3:Put*'], `${bucket}-archive/*`],
    ['Allow', ['dynamodb:GetItem', 'dynamodb:Query'], table(`team-${p}-*`)],
    ['Allow', 'dynamodb:*Item', table(`team-${p}-*`), { StringEquals: { 'aws:PrincipalTag/team': 'red' } }],
    ['Deny', 'dynamodb:DeleteTable', table('*'), { NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } }],
    ['Allow', 'sqs:SendMessage', queue(`team-${p}-??`), { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:*:*:team-*' } }],
    ['Allow', ['sqs:ReceiveMessage', 'sqs:DeleteMessage'], queue(`team-${p}-in`)],
    [
      'Allow',
      'lambda:InvokeFunction',
      lambda(`team-${p}-*`),
      { IpAddress: { 'aws:SourceIp': `203.0.${p + 110}.0/24` } },
    ],
    ['Allow', 'lambda:Get*', lambda(`team-${p}-*`), { StringLike: { 'aws:RequestedRegion': ['eu-*', 'us-*'] } }],
    ['Deny', 'lambda:*', lambda(`team-${p}-prod-*`), { StringNotLike: { 'aws:username': ['admin-*', 'ops-*'] } }],
    ['Allow', 'ec2:Describe*', '*', { StringEquals: { 'aws:RequestedRegion': [`ap-south-${p}`, `us-east-${p}`] } }],
    [
      'Allow',
      ['ec2:StartInstances', 'ec2:StopInstances'],
      instance('*'),
      { StringEquals: { 'ec2:ResourceTag/owner': `\${aws:username}-${p}` } },
    ],
    ['Deny', 'ec2:*', instance(`i-${p}*`), { DateGreaterThan: { 'aws:CurrentTime': '2027-01-01T00:00:00Z' } }],
    [
      'Allow',
      'secretsmanager:GetSecretValue',
      `arn:aws:secretsmanager:*:${ACCOUNT}:secret:team-${p}/*`,
      { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/*' } },
    ],
    ['Allow', ['logs:CreateLogStream', 'logs:PutLogEvents'], `arn:aws:logs:*:${ACCOUNT}:log-group:/team/${p}/*`],
    [
      'Allow',
      'iam:PassRole',
      `arn:aws:iam::${ACCOUNT}:role/team-${p}/*`,
      { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ],
  ];
  return written.map(statement);
}

function mediumRequests(p: number): readonly AuthorizationRequest[] {
  const bucket = `arn:aws:s3:::team-${p}`;
  return [
    request('s3:GetObject', `${bucket}-data/shared/2026/report.csv`),
    request('s3:PutObject', `${bucket}-home/alice/notes.txt`),
    request('s3:PutObject', `${bucket}-home/bob/notes.txt`),
    request('s3:PutObject', `${bucket}-data/red/part-0001.parquet`),
    request('s3:GetObject', `${bucket}-secret/shared/key`),
    request('s3:DeleteObject', `${bucket}-archive/2020`),
    request('dynamodb:PutItem', table(`team-${p}-orders`)),
    request('dynamodb:DeleteTable', table(`team-${p}-orders`)),
    request('sqs:SendMessage', queue(`team-${p}-in`), {
      'aws:sourcearn': `arn:aws:sns:eu-central-1:${ACCOUNT}:team-news`,
    }),
    request('lambda:InvokeFunction', lambda(`team-${p}-mail`)),
    request('lambda:GetFunction', lambda(`team-${p}-prod-mail`)),
    request('ec2:DescribeInstances', '*'),
    request('ec2:StartInstances', instance(`i-${p}abc`), { 'ec2:resourcetag/owner': `alice-${p}` }),
    request('secretsmanager:GetSecretValue', `arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:team-${p}/key`),
    request('logs:PutLogEvents', `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/team/${p}/app`),
    request('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/team-${p}/app`, {
      'iam:passedtoservice': 'lambda.amazonaws.com',
    }),
  ];
}

/** Ten policies of twenty statements. */
export function medium(): Workload {
  const documents = times(10, (p) => policy(mediumStatements(p)));
  return { name: 'medium', documents, requests: times(10, mediumRequests).flat() };
}

/** Ten statements about the resources of one application. */
function applicationStatements(app: string): readonly object[] {
  const written: readonly Written[] = [
    ['Allow', ['s3:GetObject', 's3:PutObject'], `arn:aws:s3:::${app}/*`],
    ['Allow', 's3:ListBucket', `arn:aws:s3:::${app}`],
    ['Deny', 's3:Delete*', `arn:aws:s3:::${app}/keep/*`],
    ['Allow', 'dynamodb:*Item', table(app)],
    ['Allow', ['sqs:SendMessage', 'sqs:ReceiveMessage'], queue(`${app}-*`)],
    ['Allow', 'lambda:InvokeFunction', lambda(`${app}-*`), { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }],
    ['Allow', 'secretsmanager:GetSecretValue', `arn:aws:secretsmanager:*:${ACCOUNT}:secret:${app}/*`],
    [
      'Allow',
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/${app}:*`,
    ],
    ['Allow', 'ec2:StartInstances', instance('*'), { StringEquals: { 'ec2:ResourceTag/app': app } }],
    ['Deny', 'sqs:DeleteQueue', queue(`${app}-*`), { StringNotEquals: { 'aws:username': 'root-of-queues' } }],
  ];
  return written.map(statement);
}

function applicationRequests(app: string): readonly AuthorizationRequest[] {
  return [
    request('s3:GetObject', `arn:aws:s3:::${app}/2026/11/24/report.csv`),
    request('s3:DeleteObject', `arn:aws:s3:::${app}/keep/this`),
    request('s3:GetObject', `arn:aws:s3:::${app}-other/2026`),
    request('dynamodb:PutItem', table(app)),
    request('sqs:SendMessage', queue(`${app}-in`)),
    request('sqs:DeleteQueue', queue(`${app}-in`)),
    request('lambda:InvokeFunction', lambda(`${app}-mail`)),
    request('logs:PutLogEvents', `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/${app}:stream`),
  ];
}

const appName = (index: number) => `app-${String(index).padStart(5, '0')}`;

/** As many policies of ten statements, each about one application, and requests about eight of them. */
export function large(policies = 1_000): Workload {
  const documents = times(policies, (index) => policy(applicationStatements(appName(index))));
  const requests = times(8, (index) => applicationRequests(appName(Math.floor(((index + 0.5) * policies) / 8)))).flat();
  return { name: 'large', documents, requests };
}

/** AWS managed policies that are attached often. */
export const MUCH_USED = [
  'ReadOnlyAccess',
  'AmazonS3FullAccess',
  'AmazonEC2FullAccess',
  'AmazonDynamoDBFullAccess',
  'AWSLambda_FullAccess',
  'CloudWatchFullAccessV2',
  'AmazonSQSFullAccess',
  'AmazonRDSFullAccess',
  'AmazonSSMManagedInstanceCore',
  'SecurityAudit',
] as const;

export function managed(documents: readonly string[]): Workload {
  const requests = [
    request('s3:GetObject', 'arn:aws:s3:::reports/2026/report.csv'),
    request('s3:PutObject', 'arn:aws:s3:::reports/2026/report.csv'),
    request('ec2:RunInstances', instance('*')),
    request('ec2:DescribeInstances', '*'),
    request('dynamodb:PutItem', table('orders')),
    request('lambda:InvokeFunction', lambda('mail')),
    request('sqs:SendMessage', queue('in')),
    request('rds:CreateDBInstance', `arn:aws:rds:eu-central-1:${ACCOUNT}:db:orders`),
    request('iam:GetUser', USER),
    request('iam:CreateUser', USER),
    request('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/app`, { 'iam:passedtoservice': 'lambda.amazonaws.com' }),
    request('iam:CreateServiceLinkedRole', `arn:aws:iam::${ACCOUNT}:role/aws-service-role/x`, {
      'iam:awsservicename': 'spot.amazonaws.com',
    }),
    request('secretsmanager:ListSecrets', '*'),
    request('cloudwatch:PutMetricData', '*'),
    request('logs:GetLogEvents', `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/app:log-stream:x`),
    request('athena:GetQueryResults', `arn:aws:athena:eu-central-1:${ACCOUNT}:workgroup/primary`),
  ];
  return { name: 'managed', documents, requests };
}
