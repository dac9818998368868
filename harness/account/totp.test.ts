import { expect, test } from 'vitest';
import { codeOfStep, stepAt } from './totp.js';

/** The seed of RFC 6238, appendix B: the ASCII text 12345678901234567890. */
const SEED = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at %i seconds the device of RFC 6238 shows %s', (seconds, code) => {
  expect(codeOfStep(SEED, stepAt(seconds * 1000))).toBe(code);
});
