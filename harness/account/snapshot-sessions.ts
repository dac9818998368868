import { type AttachedPolicy, compile, gather, type PolicyGroup, type PolicySource } from '../engine/index.js';
import type { FederatedSession, RoleSession, RootSession, Session, UserSession } from './sessions.js';
import { type Form, flag, list, number, oneOf, optional, record, text, texts, variants, via } from './snapshot-form.js';
import { documentOf, TAGS } from './snapshot-identities.js';

/** A compiled policy is kept as its text and where it comes from. */
interface SavedPolicy {
  readonly document: string;
  readonly source: Pick<PolicySource, 'name' | 'arn' | 'attachedTo'>;
}

const SAVED_POLICY = record<SavedPolicy>({
  document: documentOf('session'),
  source: record<SavedPolicy['source']>({ name: text, arn: optional(text), attachedTo: optional(text) }) as Form<
    SavedPolicy['source']
  >,
});

const SESSION_POLICIES: Form<readonly PolicyGroup[]> = list(
  via(
    list(SAVED_POLICY),
    ({ policies }: PolicyGroup) => policies.map(({ policy, source }) => ({ document: policy.document, source })),
    (saved) => gather(saved.map(compiled)),
  ),
);

function compiled({ document, source: { name, arn, attachedTo } }: SavedPolicy): AttachedPolicy {
  const source = { name, ...(arn !== undefined && { arn }), ...(attachedTo !== undefined && { attachedTo }) };
  return { policy: compile(document, { kind: 'session', accepted: true }), source };
}

const CREDENTIALS = {
  accessKeyId: text,
  secretAccessKey: text,
  sessionToken: text,
  issued: number,
  expiration: number,
  packedBytes: number,
  scopeDowns: list(text),
};

export const SESSION = variants<Session>({
  user: record<UserSession>({
    ...CREDENTIALS,
    kind: oneOf('user'),
    userId: text,
    mfaAuthenticatedAt: optional(number),
  }),
  'federated-user': record<FederatedSession>({
    ...CREDENTIALS,
    kind: oneOf('federated-user'),
    name: text,
    arn: text,
    userId: text,
    sessionPolicies: SESSION_POLICIES,
    tags: TAGS,
  }),
  'assumed-root': record<RootSession>({
    ...CREDENTIALS,
    kind: oneOf('assumed-root'),
    taskPolicyArn: text,
    sourceIdentity: optional(text),
  }),
  'assumed-role': record<RoleSession>({
    ...CREDENTIALS,
    kind: oneOf('assumed-role'),
    sessionName: text,
    roleId: text,
    roleName: text,
    roleArn: text,
    arn: text,
    serviceLinked: flag,
    sessionPolicies: SESSION_POLICIES,
    tags: TAGS,
    transitiveTagKeys: list(text),
    sourceIdentity: optional(text),
    federatedProvider: optional(text),
    chained: flag,
    openedBy: optional(text),
    contextKeys: texts,
  }),
});
