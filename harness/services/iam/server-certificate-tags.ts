import {
  ListServerCertificateTagsCommand,
  TagServerCertificateCommand,
  UntagServerCertificateCommand,
} from '@aws-sdk/client-iam';
import { type Operation, operation } from '../operation.js';
import { pageOf } from './pages.js';
import { certificateNeed, findCertificate } from './server-certificates.js';
import { EXACT_KEYS, givenTags, withoutTags, withTags } from './tags.js';

const tagServerCertificate = operation(TagServerCertificateCommand, {
  needs: ({ account, input }) => ({
    ...certificateNeed(account, input.ServerCertificateName),
    requestTags: input.Tags,
  }),
  run({ account, input }) {
    const added = givenTags(input.Tags, EXACT_KEYS);
    const certificate = findCertificate(account, input.ServerCertificateName);
    account.serverCertificates.put({ ...certificate, tags: withTags(certificate.tags, added, EXACT_KEYS) });
    return {};
  },
});

const untagServerCertificate = operation(UntagServerCertificateCommand, {
  needs: ({ account, input }) => ({ ...certificateNeed(account, input.ServerCertificateName), tagKeys: input.TagKeys }),
  run({ account, input }) {
    const certificate = findCertificate(account, input.ServerCertificateName);
    account.serverCertificates.put({ ...certificate, tags: withoutTags(certificate.tags, input.TagKeys, EXACT_KEYS) });
    return {};
  },
});

const listServerCertificateTags = operation(ListServerCertificateTagsCommand, {
  needs: ({ account, input }) => certificateNeed(account, input.ServerCertificateName),
  run({ account, input }) {
    const { items, rest } = pageOf(findCertificate(account, input.ServerCertificateName).tags, input, ({ Key }) => Key);
    return { Tags: [...items], ...rest };
  },
});

export const serverCertificateTagOperations: readonly Operation[] = [
  tagServerCertificate,
  untagServerCertificate,
  listServerCertificateTags,
];
