import type { SimulatorTerms } from '../emulator/index.js';
import type { Simulated } from './live-simulated.js';
import type { Origin, Question } from './target.js';

type Value = string | readonly string[];

/** What the condition keys of a question are made from. */
export interface QuestionSource {
  readonly who: Simulated;
  readonly account: string;
  readonly region: string;
  readonly question: Question;
  readonly origin: Origin;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

type Key = (source: QuestionSource) => Value | undefined;

/**
 * The simulator knows of a principal's policies and nothing of a request: every key is told to it. What cannot be known before the call, such
 * as the address that AWS would see, is left out, and told as missing where a policy asks for it.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const KEYS: Readonly<Record<string, Key>> = {
  'aws:PrincipalArn': ({ who }) => who.arn,
  'aws:PrincipalAccount': ({ account }) => account,
  'aws:PrincipalType': ({ who }) => (who.kind === 'user' ? 'User' : 'AssumedRole'),
  'aws:PrincipalIsAWSService': () => 'false',
  'aws:userid': ({ who }) => (who.session === undefined ? who.id : `${who.id}:${who.session.name}`),
  'aws:username': ({ who }) => (who.kind === 'user' ? who.name : undefined),
  'aws:SourceIdentity': ({ who }) => who.session?.sourceIdentity,
  'aws:MultiFactorAuthPresent': (source) => {
    const { mfa } = source.origin;
    if (mfa !== undefined) return String(mfa !== false);
    return source.who.session !== undefined || isForwarded(source) ? 'false' : undefined;
  },
  'aws:MultiFactorAuthAge': ({ origin: { mfa } }) =>
    mfa === undefined || mfa === false ? undefined : String(Number(mfa === true ? 0 : mfa)),
  'aws:SourceIp': ({ origin }) => origin.sourceIp,
  'aws:SecureTransport': ({ origin }) => String(origin.secureTransport ?? true),
  'aws:CurrentTime': (source) => new Date(timeOf(source)).toISOString().replace(/\.\d+Z$/, 'Z'),
  'aws:EpochTime': (source) => String(Math.floor(timeOf(source) / 1000)),
  // "IAM calls are always made to the us-east-1 Region".
  'aws:RequestedRegion': ({ question, region }) => (/^iam:/i.test(question.action) ? 'us-east-1' : region),
  'aws:ResourceAccount': ({ account }) => account,
  's3:ResourceAccount': ({ question, account }) => (/^s3:/i.test(question.action) ? account : undefined),
  'aws:ViaAWSService': (source) => String(isForwarded(source)),
  'aws:CalledVia': ({ origin }) => (origin.calledVia?.length ? origin.calledVia : undefined),
  'aws:CalledViaFirst': ({ origin }) => origin.calledVia?.[0],
  'aws:CalledViaLast': ({ origin }) => origin.calledVia?.at(-1),
};

/** What is given with the question wins, whatever the case of its name. */
export function contextEntries(source: QuestionSource, { contextEntry }: Pick<SimulatorTerms, 'contextEntry'>) {
  const { context = {} } = source.question;
  const tags = Object.entries(source.who.tags).map(([name, value]) => [`aws:PrincipalTag/${name}`, value] as const);
  const known = Object.entries(KEYS).map(([name, key]) => [name, key(source)] as const);
  const values = new Map<string, readonly [string, Value]>();
  for (const [name, value] of [...tags, ...known, ...Object.entries(context)])
    if (value !== undefined) values.set(name.toLowerCase(), [name, value]);
  return [...values.values()].map(([name, value]) => contextEntry(name, value));
}

function timeOf({ origin, now }: QuestionSource): number {
  return origin.time?.getTime() ?? now;
}

function isForwarded({ origin: { viaService = false, calledVia = [] } }: QuestionSource): boolean {
  return viaService || calledVia.length > 0;
}
