import { randomBytes } from 'node:crypto';
import type { Naming } from './target.js';

/** Eight characters that name a run, and everything that it makes. */
export function newRun(): string {
  return randomBytes(4).toString('hex');
}

/** The run stands in the name, the path and, where AWS takes them, the tags of whatever it makes, on every target alike. */
export function namingOf(run: string): Naming {
  return {
    run,
    prefix: `iamr-${run}-`,
    path: `/iam-rehearsal/${run}/`,
    tags: { 'iam-rehearsal:run': run },
  };
}

/** Everything stands under the path of the run, a path of its own below it. */
export function pathOf(path: string | undefined, naming: Naming): { readonly Path: string } {
  return { Path: naming.path + (path ?? '/').slice(1) };
}

/** The tags of the run, and those that are given. */
export function tagsOf(tags: Readonly<Record<string, string>> | undefined, naming: Naming) {
  return { Tags: tagList({ ...naming.tags, ...tags }) };
}

export function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
