import { CreateUserCommand, DeleteUserPolicyCommand, PutUserPolicyCommand, TagUserCommand } from '@aws-sdk/client-iam';
import { describe, expect, test } from 'vitest';
import { ALLOW_LIST, type IamCalls } from '../../fixtures/iam-calls.js';
import { InvalidTime } from './clock.js';
import { aliceMayList, beforeAndAfter, LATE, LIST, setUp, UserName } from './propagation.fixture.js';
import { InvalidPropagation } from './propagation-delay.js';

describe('the delay', () => {
  const delays = ({ run, account }: IamCalls) =>
    Array.from({ length: 20 }, (_, i) => {
      run(CreateUserCommand, { UserName: `user-${i}` });
      const remaining = account.propagation.remaining();
      account.propagation.settle();
      return remaining;
    });

  test('may be random, from the shortest to the longest, by the seed', () => {
    const drawn = delays(setUp({ min: '1s', max: '10s' }));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1000);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(10_000);
    expect(new Set(drawn).size).toBeGreaterThan(15);
    expect(delays(setUp({ min: 1000, max: 10_000 }))).toEqual(drawn);
  });

  test('that is longer for an earlier change of a record ends with that of a later one', () => {
    const calls = setUp();
    calls.run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST });
    calls.account.propagation.set('1s');
    calls.run(TagUserCommand, { UserName, Tags: [{ Key: 'team', Value: 'a' }] });
    calls.account.clock.advance('1s');
    expect(aliceMayList(calls)).toBe(true);
    expect(calls.account.propagation.remaining()).toBe(0);
  });

  test('of a later change leaves the earlier one visible in between', () => {
    const calls = setUp();
    calls.run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST });
    calls.account.clock.advance('3s');
    calls.run(DeleteUserPolicyCommand, LIST);
    const seen = [1000, 2999, 1].map((by) => {
      calls.account.clock.advance(by);
      return aliceMayList(calls);
    });
    expect(seen).toEqual([true, true, false]);
  });

  test('can be told, settled, and switched off, which settles too', () => {
    const calls = setUp();
    const { propagation } = calls.account;
    expect(propagation.get()).toEqual({ min: 4000, max: 4000, reads: 'consistent' });
    calls.run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST });
    expect(propagation.remaining()).toBe(4000);
    propagation.settle();
    expect([propagation.remaining(), aliceMayList(calls)]).toEqual([0, true]);
    calls.run(DeleteUserPolicyCommand, LIST);
    propagation.set('off');
    expect([propagation.get(), aliceMayList(calls)]).toEqual([undefined, false]);
    calls.run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST });
    expect(aliceMayList(calls)).toBe(true);
  });

  test.each([
    [{ min: '2s', max: '1s' }, InvalidPropagation],
    [-1, InvalidPropagation],
    [{ min: 0, max: 1, reads: 'some' as 'eventual' }, InvalidPropagation],
    ['soon', InvalidTime],
    [null as never, InvalidTime],
  ])('is not %o', (delay, error) => {
    expect(() => setUp(delay)).toThrow(error);
  });
});

test('what is pending is plain data, and goes on where it was when put back', () => {
  const calls = setUp({ min: '4s', max: '4s' });
  calls.run(PutUserPolicyCommand, { ...LIST, PolicyDocument: ALLOW_LIST });
  const { propagation } = calls.account;
  const state = structuredClone(propagation.state());
  propagation.set('off');
  expect(aliceMayList(calls)).toBe(true);
  propagation.restore(state);
  expect(propagation.state()).toEqual(state);
  expect(beforeAndAfter(calls, () => aliceMayList(calls))).toEqual(LATE);
});

test('what is seen of a record only ever goes on to a later one, and ends with the present', () => {
  const { account } = setUp({ min: 0, max: '10s' });
  const { users, visible, clock, propagation } = account;
  const alice = users.named(UserName);
  const versions = Array.from({ length: 200 }, (_, i) => alice && { ...alice, path: `/${i}/` });
  let seen = -1;
  for (const [i, version] of versions.entries()) {
    if (version) users.put(version);
    clock.advance((i * 7919) % 3000);
    const now = versions.findIndex((candidate) => candidate === visible.users.withId(alice?.id ?? ''));
    expect(now).toBeGreaterThanOrEqual(seen);
    seen = now;
  }
  clock.advance('10s');
  expect(visible.users.withId(alice?.id ?? '')).toBe(versions.at(-1));
  expect(propagation.state()).toMatchObject({ pending: [], held: [] });
});
