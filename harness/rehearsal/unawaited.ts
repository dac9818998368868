import { RehearsalError } from './rehearsal-error.js';

/** A test as Vitest hands it to fixtures and matchers. */
interface Task {
  readonly concurrent?: boolean | undefined;
}

/** The matchers of a test that have not come out yet. */
const looking = new WeakMap<object, Set<Promise<unknown>>>();

/** Notes that a matcher of the test looks at something until the promise is settled. */
export function noteLooking<T>(task: object | undefined, look: Promise<T>): Promise<T> {
  if (task === undefined) return look;
  const open = looking.get(task) ?? new Set();
  looking.set(task, open.add(look));
  const done = () => void open.delete(look);
  look.then(done, done);
  return look;
}

/**
 * A matcher without `await` looks on when the test has ended: it is waited for, and then the test fails, which would have passed whatever
 * came out. Throws {@link RehearsalError}. Of a concurrent test Vitest does not tell which matchers are its own.
 */
export async function expectAwaited(task: Task): Promise<void> {
  const open = [...(looking.get(task) ?? [])];
  if (open.length === 0 || task.concurrent) return;
  await Promise.allSettled(open);
  throw new RehearsalError(
    'the test ended before a matcher of it came out: write `await` before its `expect`, e.g. `await expect(user).toBeDenied(...)`',
  );
}
