import { member } from './json-node.js';
import type { ReadAccount } from './read-account.js';
import type { Finding } from './report.js';

/** A policy that is attached more often than the file shows tells that users, groups or roles were left out of it. */
export function tellMissingAttachments(account: ReadAccount, findings: Finding[]): void {
  const counts = new Map<string, number>();
  for (const { record } of [...account.users, ...account.groups, ...account.roles])
    for (const arn of record.attachedPolicies) counts.set(arn, (counts.get(arn) ?? 0) + 1);
  for (const { read } of account.policies) {
    const { value, file, path } = member(read.node, 'AttachmentCount');
    const found = counts.get(read.record.arn) ?? 0;
    if (typeof value !== 'number' || value === found) continue;
    const message = `\`${read.record.arn}\` is attached ${value} times in the account, and ${found} times in the file`;
    findings.push({ kind: 'incomplete', file, path, message });
  }
}
