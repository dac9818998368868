import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

export interface CopyButtonProps {
  readonly text: string;
  /** For who cannot see what it stands at. */
  readonly what: string;
}

/** Milliseconds for which it says that it has copied. */
const PAUSE = 1_500;

const LABELS = { ready: 'Copy', copied: 'Copied', refused: 'The browser does not allow it: select the text' } as const;

export function CopyButton({ text, what }: CopyButtonProps): JSX.Element {
  const [state, setState] = useState<keyof typeof LABELS>('ready');
  useEffect(() => {
    if (state === 'ready') return undefined;
    const timer = setTimeout(() => setState('ready'), PAUSE);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () =>
    copied(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  return (
    <button type="button" class="copy" aria-label={`Copy ${what}`} onClick={copy}>
      <span aria-live="polite">{LABELS[state]}</span>
    </button>
  );
}

/** A page that was not opened over HTTPS or from this machine has no clipboard. */
async function copied(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}
