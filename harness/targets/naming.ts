import type { Naming } from './target.js';

/** In an account of others everything stands under the path of the run. */
export function pathOf(path: string | undefined, naming: Naming | undefined): { readonly Path?: string } {
  const whole = naming === undefined ? path : naming.path + (path ?? '/').slice(1);
  return whole === undefined ? {} : { Path: whole };
}

/** The tags of the run, and those that are given. */
export function tagsOf(tags: Readonly<Record<string, string>> | undefined, naming: Naming | undefined) {
  const all = { ...naming?.tags, ...tags };
  return Object.keys(all).length > 0 ? { Tags: tagList(all) } : {};
}

export function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
