import {
  DeleteServerCertificateCommand,
  GetServerCertificateCommand,
  ListServerCertificatesCommand,
  ListServerCertificateTagsCommand,
  TagServerCertificateCommand,
  UntagServerCertificateCommand,
  UpdateServerCertificateCommand,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { AUTHORITY, AUTHORITY_KEY, SERVER, SERVER_KEY } from '../../../fixtures/certificates.js';
import { ACCOUNT, createIamCalls, NOW_IN_SECONDS } from '../../../fixtures/iam-calls.js';
import { refusal } from '../../../fixtures/refusal.js';

const ServerCertificateName = 'site';
const UPLOAD = { ServerCertificateName, CertificateBody: SERVER, PrivateKey: SERVER_KEY, CertificateChain: AUTHORITY };

test('a certificate is uploaded with its chain, and read without its key', () => {
  const { run } = createIamCalls();
  const Tags = [{ Key: 'a', Value: 'b' }];
  const { ServerCertificateMetadata } = run(UploadServerCertificateCommand, { ...UPLOAD, Path: '/cloudfront/', Tags });
  expect(ServerCertificateMetadata).toMatchObject({
    Path: '/cloudfront/',
    ServerCertificateId: expect.stringMatching(/^ASCA[A-Z2-7]{17}$/),
    Arn: `arn:aws:iam::${ACCOUNT}:server-certificate/cloudfront/site`,
    UploadDate: NOW_IN_SECONDS,
  });
  expect(ServerCertificateMetadata?.Expiration?.getUTCFullYear()).toBeGreaterThan(2100);
  expect(run(GetServerCertificateCommand, { ServerCertificateName }).ServerCertificate).toEqual({
    ServerCertificateMetadata,
    CertificateBody: SERVER,
    CertificateChain: AUTHORITY,
    Tags,
  });
  expect(run(ListServerCertificatesCommand, { PathPrefix: '/cloudfront/' })).toEqual({
    ServerCertificateMetadataList: [ServerCertificateMetadata],
    IsTruncated: false,
  });
});

test('a key of another certificate and a chain of another issuer are refused', () => {
  const { run } = createIamCalls();
  const upload = (changes: object) => refusal(() => run(UploadServerCertificateCommand, { ...UPLOAD, ...changes }));
  expect(upload({ PrivateKey: AUTHORITY_KEY })?.[0]).toBe('KeyPairMismatch');
  expect(upload({ CertificateBody: 'x' })).toEqual([
    'MalformedCertificate',
    'Unable to parse certificate. Please ensure the certificate is in PEM format.',
  ]);
  expect(upload({ CertificateChain: SERVER })).toEqual([
    'MalformedCertificate',
    'Unable to validate certificate chain. The certificate chain must start with the immediate signing certificate, followed by any intermediaries in order. The index within the chain of the invalid certificate is: -1',
  ]);
});

test('a rename keeps the id and needs the permission on both ARNs', () => {
  const { run, needs } = createIamCalls();
  run(UploadServerCertificateCommand, UPLOAD);
  const rename = { ServerCertificateName, NewServerCertificateName: 'opera', NewPath: '/x/' };
  expect(needs(UpdateServerCertificateCommand, rename).map(({ resource }) => resource)).toEqual([
    `arn:aws:iam::${ACCOUNT}:server-certificate/site`,
    `arn:aws:iam::${ACCOUNT}:server-certificate/x/opera`,
  ]);
  run(UpdateServerCertificateCommand, rename);
  run(UploadServerCertificateCommand, UPLOAD);
  expect(refusal(() => run(UpdateServerCertificateCommand, rename))).toEqual([
    'EntityAlreadyExists',
    'The Server Certificate with name opera already exists.',
  ]);
  run(DeleteServerCertificateCommand, { ServerCertificateName });
  expect(refusal(() => run(DeleteServerCertificateCommand, { ServerCertificateName }))).toEqual([
    'NoSuchEntity',
    'The Server Certificate with name site cannot be found.',
  ]);
});

test('a certificate is tagged', () => {
  const { run } = createIamCalls();
  run(UploadServerCertificateCommand, UPLOAD);
  run(TagServerCertificateCommand, {
    ServerCertificateName,
    Tags: [
      { Key: 'a', Value: '1' },
      { Key: 'A', Value: '2' },
    ],
  });
  run(UntagServerCertificateCommand, { ServerCertificateName, TagKeys: ['a'] });
  expect(run(ListServerCertificateTagsCommand, { ServerCertificateName }).Tags).toEqual([{ Key: 'A', Value: '2' }]);
});
