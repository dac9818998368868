import * as iam from '@aws-sdk/client-iam';
import { guardArns, guardDocument } from '../targets/guard-boundary.js';
import type { Naming, Waits } from '../targets/index.js';
import { pathOf, tagsOf } from '../targets/naming.js';
import type { HasArn } from './documents.js';
import { arnOf } from './grants.js';
import type { PolicyFiles } from './policy-files.js';
import { RehearsalError } from './rehearsal-error.js';

/** The guard boundary that every principal of an account gets: nobody changes what the run did not make. */
export interface Guard {
  /** Of the boundary that allows everything among what the run made. */
  readonly arn: string;
  /** The ARN of a boundary to make a principal with: the guard itself, or what is given with the guard's Denies appended. */
  within(boundary: string | HasArn | undefined): Promise<string>;
  /** Makes a policy of this name with the guard's Denies appended. */
  make(name: string, document?: string, path?: string): Promise<HasArn>;
}

export interface GuardOptions {
  readonly client: () => iam.IAMClient;
  readonly waits: Waits;
  readonly files: Pick<PolicyFiles, 'extended'>;
  readonly naming: Naming;
  /** Twelve digits. */
  readonly account: string;
  /** Of a test: its guard lives no longer than what it guards. */
  readonly test: string;
}

/** It makes what it needs when it is first needed, once. */
export function createGuard({ client, waits, files, naming, account, test }: GuardOptions): Guard {
  const PolicyName = `${naming.prefix}guard-${test}`;
  const isGuard = guardPattern(naming.run);
  const made = new Map<string | undefined, Promise<string>>();
  let copies = 0;
  const make = async (name: string, document?: string, path?: string) => {
    const PolicyDocument = guardDocument(naming, document);
    if (document !== undefined) files.extended(PolicyDocument, document);
    const input = { PolicyName: name, PolicyDocument, ...pathOf(path, naming), ...tagsOf(undefined, naming) };
    const { Policy } = await client().send(new iam.CreatePolicyCommand(input));
    return { arn: Policy?.Arn ?? '' };
  };
  const copy = async (PolicyArn: string) => {
    const { Policy } = await waits.until('new-entity', () => client().send(new iam.GetPolicyCommand({ PolicyArn })));
    const version = new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId });
    const { PolicyVersion } = await waits.until('new-entity', () => client().send(version));
    const document = decodeURIComponent(PolicyVersion?.Document ?? '');
    try {
      return (await make(`${naming.prefix}guard-of-${test}-${++copies}`, document)).arn;
    } catch (cause) {
      if (!(cause instanceof iam.LimitExceededException)) throw cause;
      throw new RehearsalError(
        `\`${PolicyArn}\` is too long to be a boundary here, where the Denies of the guard are appended to it; write a shorter one with \`account.boundary\``,
        { cause },
      );
    }
  };
  const own = async () => (await make(PolicyName)).arn;
  return {
    arn: `arn:aws:iam::${account}:policy${naming.path}${PolicyName}`,
    make,
    within(boundary) {
      const arn = boundary === undefined ? undefined : arnOf(boundary);
      if (arn !== undefined && isGuard(arn)) return Promise.resolve(arn);
      const known = made.get(arn) ?? (arn === undefined ? own() : copy(arn));
      made.set(arn, known);
      return known;
    },
  };
}

function guardPattern(run: string): (arn: string) => boolean {
  const [beforeAccount = '', afterAccount = ''] = guardArns(run).slice(0, -1).split('*');
  return (arn) => arn.startsWith(beforeAccount) && arn.includes(afterAccount);
}
