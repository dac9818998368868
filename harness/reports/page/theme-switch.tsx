import type { JSX } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Follows the system until it is pressed. */
export function ThemeSwitch(): JSX.Element {
  const [isDark, setDark] = useState(() => matchMedia('(prefers-color-scheme: dark)').matches);
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  }, [isDark]);
  return (
    <button type="button" class="theme" onClick={() => setDark(!isDark)} aria-label="Switch between light and dark">
      {isDark ? '☀' : '☾'}
    </button>
  );
}
