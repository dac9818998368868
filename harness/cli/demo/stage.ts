import type { Cast } from './cast.js';

/** The names in the story, fixed before it begins so that everything can be found again. */
export interface Names {
  readonly account: string;
  readonly user: string;
  readonly role: string;
  readonly policy: string;
  readonly buckets: readonly string[];
}

/** What a step works on. */
export interface Stage {
  readonly cast: Cast;
  readonly names: Names;
}

/** Bucket names are global over all accounts, so they carry the account's number. */
export function namesIn(account: string): Names {
  const buckets = [`props-${account}`, `costumes-${account}`];
  return { account, user: 'understudy', role: 'stage-manager', policy: 'list-buckets', buckets };
}

export const arns = {
  user: ({ account, user }: Names) => `arn:aws:iam::${account}:user/${user}`,
  role: ({ account, role }: Names) => `arn:aws:iam::${account}:role/${role}`,
  policy: ({ account, policy }: Names) => `arn:aws:iam::${account}:policy/${policy}`,
  bucket: (bucket: string | undefined) => `arn:aws:s3:::${bucket}`,
};
