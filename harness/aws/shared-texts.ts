import { remembered } from './remembered.js';

/** The same text for what many requests say alike: the record of decisions keeps it, and need not keep it a thousand times. */
export type SharedTexts = (text: string | undefined) => string | undefined;

/** Longer texts are not kept. */
const LONGEST = 512;

export function sharedTexts(): SharedTexts {
  const known = remembered((text) => text);
  return (text) => (text === undefined || text.length > LONGEST ? text : known(text));
}
