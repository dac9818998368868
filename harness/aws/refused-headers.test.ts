import { expect, test } from 'vitest';
import { refuseHeaders } from './refused-headers.js';

test('how an object is encrypted is said when it is made, not when it is read', () => {
  const headers = new Map([['x-amz-server-side-encryption', ['aws:kms']]]);
  expect(() => refuseHeaders('PutObject', headers)).not.toThrow();
  expect(() => refuseHeaders('GetObject', new Map())).not.toThrow();
  expect(() => refuseHeaders('GetObject', headers)).toThrow(
    'x-amz-server-side-encryption header is not supported for this operation.',
  );
});
