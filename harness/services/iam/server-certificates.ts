import {
  DeleteServerCertificateCommand,
  GetServerCertificateCommand,
  ListServerCertificatesCommand,
  type ServerCertificateMetadata,
  UpdateServerCertificateCommand,
  UploadServerCertificateCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import { wholeSeconds } from '../../account/clock.js';
import type { ServerCertificate } from '../../account/server-certificates.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { checkedCertificate } from './certificate-chain.js';
import { checkQuota, noSuch } from './failures.js';
import { pageOf } from './pages.js';
import { EXACT_KEYS, givenTags, withTags } from './tags.js';
import { entityArn, listingNeed, underPath } from './targets.js';

const uploadServerCertificate = operation(UploadServerCertificateCommand, {
  needs({ account, input }) {
    const resource = entityArn(account, 'server-certificate', input.Path ?? '/', input.ServerCertificateName);
    const upload: Need = { resource, requestTags: input.Tags };
    return input.Tags?.length ? [upload, { ...upload, action: 'iam:TagServerCertificate' }] : upload;
  },
  run({ account, input, now }) {
    const { ServerCertificateName: name, Path: path = '/', CertificateBody: body, CertificateChain: chain } = input;
    const tags = withTags([], givenTags(input.Tags, EXACT_KEYS), EXACT_KEYS);
    checkNameIsFree(account, name);
    const { validTo } = checkedCertificate(body, input.PrivateKey, chain);
    checkQuota(account, 'ServerCertificatesPerAccount', account.serverCertificates.size + 1);
    const certificate: ServerCertificate = {
      id: account.ids.unique('server-certificate'),
      name,
      path,
      arn: entityArn(account, 'server-certificate', path, name),
      body,
      chain,
      uploadDate: wholeSeconds(now),
      expiration: Date.parse(validTo),
      tags,
    };
    account.serverCertificates.put(certificate);
    return { ServerCertificateMetadata: metadata(certificate), ...(tags.length > 0 && { Tags: [...tags] }) };
  },
});

/** Lists tags also where there are none, as AWS was recorded to. */
const getServerCertificate = operation(GetServerCertificateCommand, {
  needs: ({ account, input }) => certificateNeed(account, input.ServerCertificateName),
  run({ account, input }) {
    const certificate = findCertificate(account, input.ServerCertificateName);
    const { body, chain, tags } = certificate;
    return {
      ServerCertificate: {
        ServerCertificateMetadata: metadata(certificate),
        CertificateBody: body,
        ...(chain === undefined ? {} : { CertificateChain: chain }),
        Tags: [...tags],
      },
    };
  },
});

const listServerCertificates = operation(ListServerCertificatesCommand, {
  needs: ({ account, input }) => listingNeed(account, 'server-certificate', input.PathPrefix),
  run({ account, input }) {
    const certificates = underPath(account.serverCertificates.sorted(), input.PathPrefix);
    const { items, rest } = pageOf(certificates, input, ({ id }) => id);
    return { ServerCertificateMetadataList: items.map(metadata), ...rest };
  },
});

/** "The person making the request must have permission on the old name and the new name", says AWS of a rename. */
const updateServerCertificate = operation(UpdateServerCertificateCommand, {
  needs({ account, input }) {
    const source = certificateNeed(account, input.ServerCertificateName);
    const { NewServerCertificateName: name, NewPath } = input;
    if (name === undefined && NewPath === undefined) return source;
    const path = NewPath ?? account.serverCertificates.named(input.ServerCertificateName)?.path ?? '/';
    const resource = entityArn(account, 'server-certificate', path, name ?? input.ServerCertificateName);
    return [source, { resource, resourceTags: source.resourceTags }];
  },
  run({ account, input }) {
    const certificate = findCertificate(account, input.ServerCertificateName);
    const { NewServerCertificateName: name = certificate.name, NewPath: path = certificate.path } = input;
    checkNameIsFree(account, name, certificate.id);
    const arn = entityArn(account, 'server-certificate', path, name);
    account.serverCertificates.put({ ...certificate, name, path, arn });
    return {};
  },
});

const deleteServerCertificate = operation(DeleteServerCertificateCommand, {
  needs: ({ account, input }) => certificateNeed(account, input.ServerCertificateName),
  run({ account, input }) {
    account.serverCertificates.remove(findCertificate(account, input.ServerCertificateName).id);
    return {};
  },
});

/** Throws NoSuchEntity. */
export function findCertificate(account: Account, name: string): ServerCertificate {
  const certificate = account.serverCertificates.named(name);
  if (!certificate) throw noSuch.serverCertificate(name);
  return certificate;
}

export function certificateNeed(account: Account, name: string): Need {
  const known = account.serverCertificates.named(name);
  return { resource: known?.arn ?? entityArn(account, 'server-certificate', '/', name), resourceTags: known?.tags };
}

function checkNameIsFree(account: Account, name: string, exceptId?: string): void {
  const taken = account.serverCertificates.named(name);
  if (taken && taken.id !== exceptId)
    throw new AwsError('EntityAlreadyExists', `The Server Certificate with name ${name} already exists.`);
}

function metadata(certificate: ServerCertificate): ServerCertificateMetadata {
  return {
    Path: certificate.path,
    ServerCertificateName: certificate.name,
    ServerCertificateId: certificate.id,
    Arn: certificate.arn,
    UploadDate: new Date(certificate.uploadDate),
    Expiration: new Date(certificate.expiration),
  };
}

export const serverCertificateOperations: readonly Operation[] = [
  uploadServerCertificate,
  getServerCertificate,
  listServerCertificates,
  updateServerCertificate,
  deleteServerCertificate,
];
