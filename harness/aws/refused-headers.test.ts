import { expect, test } from 'vitest';
import { headerMap } from './header-map.js';
import { refuseHeaders, refuseOpenKeys } from './refused-headers.js';

test('how an object is encrypted is said when it is made, not when it is read', () => {
  const headers = headerMap(['x-amz-server-side-encryption', 'aws:kms']);
  expect(() => refuseHeaders('PutObject', headers)).not.toThrow();
  expect(() => refuseHeaders('GetObject', headerMap([]))).not.toThrow();
  expect(() => refuseHeaders('GetObject', headers)).toThrow(
    'x-amz-server-side-encryption header is not supported for this operation.',
  );
});

test('keys of customers do not travel over plain HTTP', () => {
  const headers = headerMap(['x-amz-server-side-encryption-customer-key', 'key']);
  expect(() => refuseOpenKeys(headers, { secureTransport: true })).not.toThrow();
  expect(() => refuseOpenKeys(headerMap([]), { secureTransport: false })).not.toThrow();
  expect(() => refuseOpenKeys(headers, { secureTransport: false })).toThrow('must be made over a secure connection.');
});
