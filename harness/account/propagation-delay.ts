import { milliseconds } from './clock.js';

/** How long a change takes to become visible: a set time, or a random one by the seed of the emulator. Times as in {@link Clock.advance}. */
export type PropagationDelay = string | number | PropagationRange;

export interface PropagationRange {
  readonly min: string | number;
  readonly max: string | number;
  /**
   * What IAM itself answers about its entities in the meantime. AWS mostly shows a change at once to whoever reads it ("consistent",
   * unless given), and now and then answers NoSuchEntity about what was just made ("eventual").
   */
  readonly reads?: PropagationReads;
}

/**
 * Seen on AWS: reads show a change "right away", https://github.com/aws/aws-cdk/pull/29871; the key that is listed no more works for 3 to
 * 4 seconds, https://www.isecurify.co/?p=2472; NoSuchEntity after a creation, https://github.com/hashicorp/terraform-provider-aws/pull/18435
 * and https://github.com/hashicorp/terraform-provider-aws/issues/2449
 */
export type PropagationReads = 'consistent' | 'eventual';

/** A delay that was read; milliseconds. */
export interface PropagationSettings {
  readonly min: number;
  readonly max: number;
  readonly reads: PropagationReads;
}

/** A delay that cannot be. */
export class InvalidPropagation extends Error {
  override readonly name = 'InvalidPropagation';
}

/** Throws {@link InvalidPropagation}, or {@link InvalidTime} for a text that is no duration. `off` is no delay. */
export function propagationSettings(delay: PropagationDelay | 'off'): PropagationSettings | undefined {
  if (delay === 'off') return undefined;
  const {
    min,
    max,
    reads = 'consistent',
  } = typeof delay === 'object' && delay !== null ? delay : { min: delay, max: delay };
  const settings = { min: milliseconds(min), max: milliseconds(max), reads };
  if (settings.min < 0 || settings.max < settings.min) {
    throw new InvalidPropagation(
      `\`${min}\` to \`${max}\` is no delay; pass a shortest and a longest time, e.g. \`{ min: '1s', max: '10s' }\``,
    );
  }
  if (reads !== 'consistent' && reads !== 'eventual')
    throw new InvalidPropagation(`\`${reads}\` is no kind of reads; pass \`consistent\` or \`eventual\``);
  return settings;
}
