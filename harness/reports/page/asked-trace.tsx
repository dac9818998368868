import type { FunctionComponent, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type DecidedJson, decisionOfJson, type PolicySetJson, policiesOfJson } from '../../engine/index.js';
import type { Shown } from './model.js';

export interface TraceProps {
  readonly decision: Shown;
  /** Said in the place of the policies, where they are not known. */
  readonly missing: string;
}

interface AskedTraceProps {
  readonly decision: Shown;
  readonly show: FunctionComponent<TraceProps>;
}

interface Told extends DecidedJson {
  readonly policies?: PolicySetJson;
}

const GONE =
  'The emulator keeps only the last decisions, and no longer this one: its policies cannot be shown. What stands here is what the page heard when it was made.';

/** The emulator that served the page tells the policies of a decision when it is asked for it, as long as it keeps it. */
export function AskedTrace({ decision, show: Trace }: AskedTraceProps): JSX.Element {
  const [found, setFound] = useState<TraceProps>({ decision, missing: 'Asking the emulator for its policies…' });
  useEffect(() => {
    const isCurrent = new AbortController();
    setFound({ decision, missing: 'Asking the emulator for its policies…' });
    wholeOf(decision, isCurrent.signal).then(setFound, (error: unknown) => {
      if (!isCurrent.signal.aborted)
        setFound({ decision, missing: `The emulator does not tell its policies: ${error}` });
    });
    return () => isCurrent.abort();
  }, [decision.recorded]);
  return <Trace {...found} />;
}

/** One request may be decided about several times: for each object that it deletes. */
async function wholeOf(decision: Shown, signal: AbortSignal): Promise<TraceProps> {
  const { requestId = '' } = decision.recorded;
  const response = await fetch(`/_rehearsal/decisions/${encodeURIComponent(requestId)}`, { signal });
  const { decisions } = (await response.json()) as { readonly decisions: readonly Told[] };
  const { action, resource } = decision;
  const told = decisions.find((each) => each.action === action && each.resource === resource);
  if (told === undefined) return { decision, missing: GONE };
  const whole = told.policies && decisionOfJson(told, policiesOfJson(told.policies));
  if (whole === undefined)
    return { decision, missing: 'The emulator is of another version than this page: reload it to see the policies.' };
  return { decision: { ...decision, recorded: { ...decision.recorded, decision: whole, isWhole: true } }, missing: '' };
}
