import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Long lists are filtered once the typing pauses. */
const PAUSE = 120;

export interface Search {
  readonly search: string;
  /** What the pages are filtered by. */
  readonly shown: string;
  readonly field: RefObject<HTMLInputElement>;
  setSearch(text: string): void;
}

export function useDeferredSearch(): Search {
  const [search, setSearch] = useState('');
  const [shown, setShown] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setShown(search), PAUSE);
    return () => clearTimeout(timer);
  }, [search]);
  return { search, shown, field, setSearch };
}

/** Every word has to be there, in any order. */
export function hasWords(text: string, search: string): boolean {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const lower = words.length === 0 ? '' : text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
