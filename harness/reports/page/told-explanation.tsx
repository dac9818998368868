import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Shown } from './model.js';

interface Told {
  readonly action: string;
  readonly explanation: string;
}

/** The emulator that served the page explains a decision when it is asked for it; it remembers the last ones. */
export function ToldExplanation({ decision }: { readonly decision: Shown }): JSX.Element {
  const { requestId = '' } = decision.recorded;
  const [text, setText] = useState('Asking the emulator…');
  useEffect(() => {
    const isCurrent = new AbortController();
    explanationOf(requestId, decision.action, isCurrent.signal).then(setText, (error: unknown) => {
      if (!isCurrent.signal.aborted) setText(`The emulator does not explain it: ${String(error)}`);
    });
    return () => isCurrent.abort();
  }, [requestId, decision.action]);
  return <pre class="why">{text}</pre>;
}

async function explanationOf(requestId: string, action: string, signal: AbortSignal): Promise<string> {
  const response = await fetch(`/_rehearsal/decisions/${encodeURIComponent(requestId)}`, { signal });
  const { decisions } = (await response.json()) as { readonly decisions: readonly Told[] };
  return decisions.find((told) => told.action === action)?.explanation ?? 'It is not kept any more.';
}
