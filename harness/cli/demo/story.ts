import type { Credentials } from '../../emulator/index.js';
import { asDenial, type Denial, reason } from '../../rehearsal/denial.js';
import { type Cast, imposters, type Keys, understudied } from './cast.js';
import { nothingLeft, type Removal } from './removals.js';
import type { Names } from './stage.js';
import { type Step, steps } from './steps.js';

/** A step or a removal, as it is announced. */
export type Scene = Pick<Step, 'name' | 'title'>;

/** Hears how the story goes, as it goes. */
export interface Teller {
  during<T>(scene: Scene, work: () => Promise<T>): Promise<T>;
  held(scene: Scene, says: string): void;
  denied(scene: Scene, denial: Denial): void;
  failed(scene: Scene, why: string): void;
  /** From here on, everything is removed: after a failure too. */
  curtain(): void;
}

export interface StoryOptions {
  readonly names: Names;
  readonly administrator: Credentials;
  readonly casting: (keys: Keys) => Cast;
  readonly teller: Teller;
  /** The step or removal to break. */
  readonly failAt?: string | undefined;
}

/** Every name that `failAt` may have, in the order in which they come. */
export const scenes: readonly Scene[] = [
  ...steps,
  ...steps.flatMap(({ removal }) => (removal === undefined ? [] : [removal])).reverse(),
  nothingLeft,
];

/** Tells the story, then removes all that it made, also when a step fails. Answers the names of what failed. */
export async function tellStory(options: StoryOptions): Promise<readonly string[]> {
  const { undo, failed } = await play(options);
  options.teller.curtain();
  const { failAt: _, ...unbroken } = options;
  const again: Removal[] = [];
  for (const removal of [...undo, nothingLeft]) {
    if (await remove(removal, options)) continue;
    again.push(removal);
    // At once, since what comes after cannot be removed before it.
    await remove(removal, unbroken);
  }
  return [...failed, ...again.map(({ name }) => name)];
}

async function play(options: StoryOptions): Promise<{ undo: readonly Removal[]; failed: readonly string[] }> {
  let keys: Keys = { administrator: options.administrator };
  const undo: Removal[] = [];
  for (const step of steps) {
    // Noted before the call: it may have been done although its answer never came.
    if (step.removal !== undefined) undo.unshift(step.removal);
    const made = await act(step, keys, options);
    if (made === undefined) return { undo, failed: [step.name] };
    keys = { ...keys, ...made };
  }
  return { undo, failed: [] };
}

/** Answers the keys that the step made, or undefined where it did not go as expected. */
async function act(step: Step, keys: Keys, options: StoryOptions): Promise<Partial<Keys> | undefined> {
  const { casting, names, teller } = options;
  const acting = options.failAt === step.name ? broken(step, keys) : keys;
  try {
    const told = await teller.during(step, () => step.run({ cast: casting(acting), names }));
    if (step.expects === 'denial') {
      teller.failed(step, `it was allowed, and gave ${told.says}`);
      return undefined;
    }
    teller.held(step, told.says);
    return told.keys ?? {};
  } catch (error) {
    const denial = step.expects === 'denial' ? asDenial(error) : undefined;
    if (denial === undefined) {
      teller.failed(step, reason(error));
      return undefined;
    }
    teller.denied(step, denial);
    return {};
  }
}

async function remove(removal: Removal, { failAt, administrator, casting, names, teller }: StoryOptions) {
  const keys = { administrator };
  const cast = casting(failAt === removal.name ? imposters(keys) : keys);
  try {
    teller.held(removal, await teller.during(removal, () => removal.run({ cast, names })));
    return true;
  } catch (error) {
    teller.failed(removal, reason(error));
    return false;
  }
}

function broken({ expects }: Step, keys: Keys): Keys {
  return expects === 'denial' ? understudied(keys) : imposters(keys);
}
