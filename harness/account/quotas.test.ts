import { expect, test } from 'vitest';
import { InvalidQuota, QUOTAS, raisedQuotas } from './quotas.js';

test('quotas are those of every account of AWS until some are raised', () => {
  expect(raisedQuotas()).toEqual(QUOTAS);
  expect(raisedQuotas({ PoliciesPerRole: 25 })).toEqual({ ...QUOTAS, PoliciesPerRole: 25 });
});

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
test('the defaults are those of 2026', () => {
  expect(QUOTAS).toMatchObject({
    PoliciesPerRole: 20,
    PoliciesPerUser: 10,
    PoliciesPerGroup: 10,
    RolesPerAccount: 1000,
  });
});

test('an unknown name is refused with the known ones', () => {
  expect(() => raisedQuotas({ Roles: 2000 } as never)).toThrow(InvalidQuota);
  expect(() => raisedQuotas({ Roles: 2000 } as never)).toThrow(/`Roles` is no quota; known are .*RolesPerAccount/);
});

test.each([19, 20.5, Number.NaN])('%s policies per role are refused', (PoliciesPerRole) => {
  expect(() => raisedQuotas({ PoliciesPerRole })).toThrow(/pass a whole number of at least 20/);
});
