import { errorCode, errorStatus } from '../cleanup/error-code.js';
import { StillAllowed } from './target-errors.js';

/** What one waits for after a change: each step has the errors that AWS answers in the meantime, and no others are tried again. */
export type WaitStep = keyof typeof STEPS;

/** Waits until what was changed is visible. What a step ends with is what the last call answered. */
export interface Waits {
  /** Calls until the answer is none of those that the step waits out. Throws the last error. */
  until<T>(step: WaitStep, call: () => Promise<T>): Promise<T>;
  /** Calls until it was denied three times in a row. Throws {@link StillAllowed}, and at once any error that neither denies nor comes of a new key. */
  untilDenied(call: () => Promise<unknown>): Promise<void>;
  /** Until everything that was made can be used: by the clock where the target has one, else until the call with a new key goes through. */
  settled(firstUse?: () => Promise<unknown>): Promise<void>;
}

export interface WaitOptions {
  sleep(milliseconds: number): Promise<void>;
  /** How many milliseconds of sleep a wait that begins now may take; with 0 every call is made once. */
  patience(): number | Promise<number>;
  /** Whether after that time everything is visible: then one sleeps all of it at once. */
  readonly isExact: boolean;
}

interface Step {
  /** Milliseconds: the first pause, and the longest; each is twice the one before. */
  readonly pause: readonly [number, number];
  /** How many successes must follow the first: other servers may not have heard yet. */
  readonly confirmations: number;
  isTransient(error: unknown): boolean;
}

/**
 * Which errors: Terraform's and AWS's own examples wait for the same, https://github.com/hashicorp/terraform-provider-aws/blob/main/docs/retries-and-waiters.md
 * and https://github.com/awsdocs/aws-doc-sdk-examples/blob/main/javascriptv3/example_code/iam/scenarios/basic.js
 */
const STEPS = {
  /** The first use of an access key. */
  'new-key': step([1000, 4000], isNewKey),
  /** A read or change of what was just made: AWS's reads are not always consistent, nor what a policy says about its path or boundary. */
  'new-entity': step([1000, 2000], codes('NoSuchEntity', 'AccessDenied')),
  /** A trust or bucket policy that names a new user or role. */
  'new-principal': step([2000, 2000], isInvalidPrincipal),
  /** AssumeRole of a role that is new, or trusts anew. */
  'assume-role': step([2000, 2000], either(codes('AccessDenied'), isNewKey)),
  /** A call that was just allowed. */
  allowed: step([2000, 2000], either(isRefusal, isNewKey), 2),
  /** A call that changes something and was just allowed: once it went through it is not repeated. */
  done: step([2000, 2000], either(isRefusal, isNewKey)),
  /** Whatever is expected after a change: other servers may still see what was before. */
  observed: step([2000, 2000], () => true, 2),
  /** The deletion of what others were just taken from, or of what was made so lately that its path is not known to policies. */
  deleted: step(
    [2000, 2000],
    codes('DeleteConflict', 'EntityTemporarilyUnmodifiable', 'ConcurrentModification', 'AccessDenied'),
  ),
} as const satisfies Readonly<Record<string, Step>>;

const DENIALS_IN_A_ROW = 3;
const PAUSE = 2000;

export function createWaits({ sleep, patience, isExact }: WaitOptions): Waits {
  const until: Waits['until'] = async (name, call) => {
    const { pause, confirmations, isTransient }: Step = STEPS[name];
    let [next] = pause;
    // Where it is exact it is only asked for after an error: most calls need none, and a server would be asked each time.
    let left = isExact ? undefined : await patience();
    let missing = left ? confirmations : 0;
    for (;;) {
      try {
        const answer = await call();
        if (missing-- <= 0) return answer;
      } catch (error) {
        if (!isTransient(error)) throw error;
        left ??= await patience();
        if (left <= 0) throw error;
        missing = isExact ? 0 : confirmations;
      }
      const rest = left ?? 0;
      const slept = isExact ? rest : Math.min(next, Math.max(rest, 1));
      await sleep(slept);
      left = rest - slept;
      next = Math.min(next * 2, pause[1]);
    }
  };
  return {
    until,
    async untilDenied(call) {
      let left = await patience();
      const wanted = left > 0 && !isExact ? DENIALS_IN_A_ROW : 1;
      for (let denials = 0; denials < wanted; ) {
        const error = await refusalOf(call);
        if (error !== undefined && !isRefusal(error) && (left <= 0 || !isNewKey(error))) throw error;
        denials = isRefusal(error) ? denials + 1 : 0;
        if (denials === wanted) return;
        if (left <= 0) throw new StillAllowed();
        const slept = Math.min(PAUSE, left);
        await sleep(slept);
        left -= slept;
      }
    },
    async settled(firstUse) {
      const time = await patience();
      if (time <= 0) return;
      if (isExact) await sleep(time);
      else if (firstUse) await until('new-key', firstUse);
    },
  };
}

function step(pause: Step['pause'], isTransient: Step['isTransient'], confirmations = 0): Step {
  return { pause, isTransient, confirmations };
}

function codes(...listed: readonly string[]): Step['isTransient'] {
  return (error) => listed.includes(errorCode(error));
}

/** STS, IAM and S3 hear of a key each in its own time: known to one it may be new to the next. */
function isNewKey(error: unknown): boolean {
  return ['InvalidClientTokenId', 'InvalidAccessKeyId'].includes(errorCode(error));
}

function either(one: Step['isTransient'], other: Step['isTransient']): Step['isTransient'] {
  return (error) => one(error) || other(error);
}

function isRefusal(error: unknown): boolean {
  return errorStatus(error) === 403 && isDenial(error);
}

function isInvalidPrincipal(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['MalformedPolicyDocument', 'MalformedPolicy'].includes(errorCode(error)) &&
    /Invalid principal in policy/.test(error.message)
  );
}

/** HEAD tells no code but the status. */
function isDenial(error: unknown): boolean {
  return ['AccessDenied', 'Forbidden', '403', 'Unknown', 'UnknownError'].includes(errorCode(error));
}

/** Undefined where the call went through. */
async function refusalOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call();
    return undefined;
  } catch (error) {
    return error;
  }
}
