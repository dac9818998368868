import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** The parts of the address behind `#/`, and what goes to another. */
export function useAddress(): readonly [readonly string[], (address: string) => void] {
  const [address, setAddress] = useState(partsOf(location.hash));
  useEffect(() => {
    const changed = () => setAddress(partsOf(location.hash));
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return [address, (next) => location.assign(`#/${next}`)];
}

function partsOf(hash: string): readonly string[] {
  return hash.replace(/^#\//, '').split('/').filter(Boolean);
}

interface KeysOptions {
  readonly pages: readonly string[];
  readonly field: RefObject<HTMLInputElement>;
  go(address: string): void;
}

/** `/` searches, Escape leaves the search or goes back, and digits open the pages in their order. */
export function useKeys({ pages, field, go }: KeysOptions): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
      if (event.key === 'Escape') {
        if (isTyping) (event.target as HTMLElement).blur();
        else if (location.hash.startsWith('#/trace/')) history.back();
        return;
      }
      if (isTyping) return;
      const page = pages[Number(event.key) - 1];
      if (page !== undefined) go(page);
      else if (event.key === '/') field.current?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [pages.join()]);
}
