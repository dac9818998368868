import { type CompiledPolicy, type CompileOptions, compile } from './compile.js';

/** Compiled documents by kind and text, since the same few policies are attached again and again. */
export interface PolicyCache {
  /** Throws a `PolicyError` for a document that AWS would refuse. */
  compile(document: string, kind: CompileOptions['kind']): CompiledPolicy;
  /** For a document that is AWS's own or was saved before: it is taken as it is. */
  accepted(document: string, kind: CompileOptions['kind']): CompiledPolicy;
}

interface Kept {
  readonly policy: CompiledPolicy;
  /** It was never validated, so that `compile` must not answer with it. */
  readonly accepted: boolean;
}

/** The document that was made first goes when there are more than `limit`. */
export function createPolicyCache(limit = 10_000): PolicyCache {
  const kept = new Map<string, Kept>();

  const cached = (document: string, kind: CompileOptions['kind'], accepted: boolean): CompiledPolicy => {
    const key = `${kind} ${document}`;
    const known = kept.get(key);
    if (known && (accepted || !known.accepted)) return known.policy;
    const policy = compile(document, { kind, accepted });
    const [oldest] = kept.size >= limit ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(key, { policy, accepted });
    return policy;
  };
  return {
    compile: (document, kind) => cached(document, kind, false),
    accepted: (document, kind) => cached(document, kind, true),
  };
}
