import { type CompiledPolicy, type CompileOptions, compile } from '../engine/index.js';

/** Keeps compiled documents by their text, since the same few policies are attached again and again. */
export interface CompiledPolicies {
  /** Throws the engine's `PolicyError` for a document that AWS would refuse. */
  compile(document: string, kind: CompileOptions['kind']): CompiledPolicy;
}

/** The oldest document goes when there are more than `limit`. */
export function createCompiledPolicies(limit = 10_000): CompiledPolicies {
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
