import { type CompiledPolicy, type CompileOptions, compile } from '../engine/index.js';

/** Keeps compiled documents by their text, since the same few policies are attached again and again. */
export interface CompiledPolicies {
  /** Throws the engine's `PolicyError` for a document that AWS would refuse to save. */
  checked(document: string, kind: CompileOptions['kind']): CompiledPolicy;
  /** A document that is AWS's own or was saved before: it is taken as it is. */
  accepted(document: string, kind: CompileOptions['kind']): CompiledPolicy;
}

/** The oldest document goes when there are more than `limit`. */
export function createCompiledPolicies(limit = 10_000): CompiledPolicies {
  const kept = new Map<string, { readonly policy: CompiledPolicy; readonly accepted: boolean }>();

  const compiled = (document: string, kind: CompileOptions['kind'], accepted: boolean): CompiledPolicy => {
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
    checked: (document, kind) => compiled(document, kind, false),
    accepted: (document, kind) => compiled(document, kind, true),
  };
}
