import { describe, expect, test } from 'vitest';
import { StillAllowed } from './target-errors.js';
import { createWaits, type WaitStep } from './waits.js';

/** An error as an SDK client throws it. */
function awsError(name: string, httpStatusCode = 403, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

/** Answers in turn; the last one again and again. */
function answering(...answers: readonly (string | Error)[]) {
  let calls = 0;
  return async () => {
    const answer = answers[Math.min(calls++, answers.length - 1)];
    if (answer instanceof Error) throw answer;
    return `${answer} ${calls}`;
  };
}

function setUp({ patience = 120_000, isExact = false } = {}) {
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => void slept.push(milliseconds);
  return { slept, waits: createWaits({ sleep, patience: () => patience, isExact }) };
}

describe('a step', () => {
  test.each<[WaitStep, Error]>([
    ['new-key', awsError('InvalidClientTokenId')],
    ['new-key', awsError('InvalidAccessKeyId')],
    ['new-entity', awsError('NoSuchEntityException', 404)],
    ['new-entity', awsError('AccessDenied')],
    ['new-principal', awsError('MalformedPolicyDocumentException', 400, 'Invalid principal in policy: "AWS":"a"')],
    ['new-principal', awsError('MalformedPolicy', 400, 'Invalid principal in policy')],
    ['assume-role', awsError('AccessDenied')],
    ['allowed', awsError('AccessDeniedException')],
    ['allowed', awsError('403')],
    ['done', awsError('AccessDenied')],
    ['allowed', awsError('InvalidAccessKeyId')],
    ['done', awsError('InvalidClientTokenId')],
    ['assume-role', awsError('InvalidClientTokenId')],
    ['observed', new TypeError('expected 1 to be 2')],
    ['deleted', awsError('DeleteConflictException', 409)],
    ['deleted', awsError('AccessDenied')],
  ])('%s waits out %o', async (step, error) => {
    const { waits, slept } = setUp();
    expect(await waits.until(step, answering(error, error, 'ok'))).toMatch(/^ok/);
    expect(slept.length).toBeGreaterThanOrEqual(2);
  });

  test.each<[WaitStep, Error]>([
    ['new-key', awsError('SignatureDoesNotMatch')],
    ['new-principal', awsError('MalformedPolicyDocumentException', 400, 'Syntax errors in policy.')],
    ['assume-role', awsError('ValidationError', 400)],
    ['allowed', awsError('ExpiredToken')],
    ['allowed', awsError('NoSuchBucket', 404)],
    ['deleted', awsError('NoSuchEntityException', 404)],
  ])('%s does not wait out %o', async (step, error) => {
    const { waits, slept } = setUp();
    await expect(waits.until(step, answering(error, 'ok'))).rejects.toBe(error);
    expect(slept).toEqual([]);
  });

  test('pauses longer and longer, and ends with the last error when its time is over', async () => {
    const { waits, slept } = setUp({ patience: 12_000 });
    const error = awsError('InvalidClientTokenId');
    await expect(waits.until('new-key', answering(error))).rejects.toBe(error);
    expect(slept).toEqual([1000, 2000, 4000, 4000, 1000]);
  });

  test('that allows wants two more successes: another server may not have heard of it', async () => {
    const { waits } = setUp();
    const denied = awsError('AccessDenied');
    expect(await waits.until('allowed', answering(denied, 'ok', denied, 'ok'))).toBe('ok 6');
    expect(await setUp({ isExact: true }).waits.until('allowed', answering(denied, 'ok'))).toBe('ok 2');
  });

  test('that changes something is not repeated once it went through', async () => {
    const { waits, slept } = setUp();
    expect(await waits.until('done', answering(awsError('AccessDenied'), 'ok'))).toBe('ok 2');
    expect(slept).toHaveLength(1);
  });

  test('is one call where changes take no time', async () => {
    const { waits, slept } = setUp({ patience: 0 });
    const error = awsError('AccessDenied');
    await expect(waits.until('assume-role', answering(error, 'ok'))).rejects.toBe(error);
    expect(await waits.until('allowed', answering('ok'))).toBe('ok 1');
    expect(slept).toEqual([]);
  });
});

describe('a denial to come', () => {
  const denied = awsError('AccessDenied');

  test('is believed after three in a row', async () => {
    const { waits, slept } = setUp();
    await waits.untilDenied(answering('ok', denied, 'ok', denied));
    expect(slept).toHaveLength(5);
  });

  test('does not begin before the service knows the key, which is no denial', async () => {
    const { waits, slept } = setUp();
    await waits.untilDenied(answering(awsError('InvalidAccessKeyId'), denied));
    expect(slept).toHaveLength(3);
    const unknown = awsError('InvalidClientTokenId');
    await expect(setUp({ patience: 0 }).waits.untilDenied(answering(unknown))).rejects.toBe(unknown);
    await expect(setUp({ patience: 4000 }).waits.untilDenied(answering(unknown))).rejects.toBe(unknown);
  });

  test('that does not come is an error', async () => {
    const { waits } = setUp({ patience: 4000, isExact: true });
    await expect(waits.untilDenied(answering('ok'))).rejects.toThrow(StillAllowed);
  });

  test('is no other error', async () => {
    const error = awsError('ExpiredToken');
    await expect(setUp().waits.untilDenied(answering(error))).rejects.toBe(error);
  });
});

describe('what was made is settled', () => {
  test('after the time that is left, where that is known', async () => {
    const { waits, slept } = setUp({ patience: 4000, isExact: true });
    await waits.settled(answering(awsError('InvalidClientTokenId')));
    expect(slept).toEqual([4000]);
  });

  test('when the new key is taken, where it is not', async () => {
    const { waits, slept } = setUp();
    await waits.settled(answering(awsError('InvalidClientTokenId'), 'ok'));
    expect(slept).toEqual([1000]);
  });

  test('at once where changes take no time', async () => {
    const { waits, slept } = setUp({ patience: 0, isExact: true });
    await waits.settled(answering(awsError('InvalidClientTokenId')));
    expect(slept).toEqual([]);
  });
});
