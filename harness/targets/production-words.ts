/** Looked for in the alias of a real account, unless REHEARSAL_LIVE_PRODUCTION_WORDS lists others. */
export const PRODUCTION_WORDS: readonly string[] = ['prod', 'production', 'live'];
