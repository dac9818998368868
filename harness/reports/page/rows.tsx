import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

export interface RowsProps<T> {
  readonly items: readonly T[];
  /** Pixels; the same for all. */
  readonly rowHeight: number;
  readonly label: string;
  /** Above the rows, and always to be seen. */
  readonly head?: ComponentChildren;
  row(item: T, index: number): ComponentChildren;
}

/** How many rows are made beyond those in sight. */
const SPARE = 8;

/** A list of any length: only the rows in sight are in the document. Up and down move between what can be pressed. */
export function Rows<T>({ items, rowHeight, label, head, row }: RowsProps<T>): JSX.Element {
  const frame = useRef<HTMLElement>(null);
  const [{ top, height }, setView] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = () => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, []);
  const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
  const last = Math.min(items.length, Math.ceil((top + height) / rowHeight) + SPARE);
  return (
    <section class="rows" ref={frame} aria-label={label} onKeyDown={moveFocus}>
      {head}
      <div style={{ height: `${items.length * rowHeight}px`, position: 'relative', minWidth: 'max-content' }}>
        {items.slice(first, last).map((item, index) => (
          <div
            key={first + index}
            class="row"
            style={{ top: `${(first + index) * rowHeight}px`, height: `${rowHeight}px` }}
          >
            {row(item, first + index)}
          </div>
        ))}
      </div>
    </section>
  );
}

const DIRECTIONS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** By where things are, so that it works in lists and tables alike. */
function moveFocus(event: JSX.TargetedKeyboardEvent<HTMLElement>): void {
  const direction = DIRECTIONS[event.key];
  const from = document.activeElement?.getBoundingClientRect();
  if (direction === undefined || from === undefined || document.activeElement === event.currentTarget) return;
  const [rows, columns] = direction;
  let nearest: HTMLElement | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const element of event.currentTarget.querySelectorAll<HTMLElement>('a[href], button')) {
    const { x, y } = element.getBoundingClientRect();
    const [along, across] = rows === 0 ? [(x - from.x) * columns, y - from.y] : [(y - from.y) * rows, x - from.x];
    const distance = along + 4 * Math.abs(across);
    if (along > 1 && distance < least) [nearest, least] = [element, distance];
  }
  if (nearest === undefined) return;
  nearest.focus();
  event.preventDefault();
}
