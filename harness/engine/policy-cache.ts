import { type CompiledPolicy, type CompileOptions, compile } from './compile.js';

/** Compiled documents by kind and text, since the same few policies are attached again and again. */
export interface PolicyCache {
  /** Throws a `PolicyError` for a document that AWS would refuse. */
  compile(document: string, kind: CompileOptions['kind']): CompiledPolicy;
}

/** The document that was made first goes when there are more than `limit`. */
export function createPolicyCache(limit = 10_000): PolicyCache {
  const kept = new Map<string, CompiledPolicy>();
  return {
    compile(document, kind) {
      const key = `${kind} ${document}`;
      const known = kept.get(key);
      if (known) return known;
      const policy = compile(document, { kind });
      const [oldest] = kept.size >= limit ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
      kept.set(key, policy);
      return policy;
    },
  };
}
