import { compile, PolicyError, type PolicyKind } from '../engine/index.js';
import type { AccessKey } from './access-keys.js';
import type { InlinePolicy, Tag } from './entities.js';
import type { Group } from './groups.js';
import type { CustomerPolicy, PolicyVersion } from './managed-policies.js';
import type { PropagatedKind, PropagationState } from './propagation.js';
import type { PropagationSettings } from './propagation-delay.js';
import type { Role } from './roles.js';
import {
  entries,
  type Form,
  list,
  number,
  oneOf,
  optional,
  record,
  refuse,
  text,
  variants,
  via,
} from './snapshot-form.js';
import type { TrustPolicy } from './trust.js';
import type { User } from './users.js';

export const TAGS = list(record<Tag>({ Key: text, Value: text }));

/** The text of a policy that was accepted when it was saved; one that is no policy would fail with the first request. */
export function documentOf(kind: PolicyKind): Form<string> {
  return {
    write: (document) => document,
    read(json, at) {
      const document = text.read(json, at);
      try {
        compile(document, { kind, accepted: true });
      } catch (error) {
        if (error instanceof PolicyError) refuse(at, `is no policy (${error.message})`);
        throw error;
      }
      return document;
    },
  };
}

export const TRUST_POLICY = record<TrustPolicy>({ document: documentOf('trust'), principalIds: entries(text, text) });

const ENTITY = {
  id: text,
  name: text,
  path: text,
  arn: text,
  createDate: number,
  inlinePolicies: list(record<InlinePolicy>({ name: text, document: documentOf('identity') })),
  attachedPolicies: list(text),
};

export const USER = record<User>({ ...ENTITY, tags: TAGS, boundary: optional(text), groupIds: list(text) });

export const GROUP = record<Group>(ENTITY);

export const ROLE = record<Role>({
  ...ENTITY,
  trust: TRUST_POLICY,
  description: optional(text),
  maxSessionDuration: number,
  tags: TAGS,
  boundary: optional(text),
});

export const POLICY_VERSION = record<PolicyVersion>({
  versionId: text,
  document: documentOf('identity'),
  createDate: number,
});

export const POLICY: Form<CustomerPolicy> = checked(
  record<CustomerPolicy>({
    id: text,
    name: text,
    path: text,
    arn: text,
    description: optional(text),
    createDate: number,
    updateDate: number,
    versions: list(POLICY_VERSION),
    defaultVersionId: text,
    versionCount: number,
    tags: TAGS,
  }),
  ({ versions, defaultVersionId }) =>
    versions.some(({ versionId }) => versionId === defaultVersionId) ? undefined : 'lacks its default version',
);

export const ACCESS_KEY = record<AccessKey>({
  accessKeyId: text,
  secretAccessKey: text,
  userId: text,
  status: oneOf('Active', 'Inactive', 'Expired'),
  createDate: number,
});

/** The collections whose changes take time. */
const PROPAGATED = { users: USER, groups: GROUP, roles: ROLE, policies: POLICY, accessKeys: ACCESS_KEY } satisfies {
  readonly [K in PropagatedKind]: unknown;
};

type Seen = PropagationState['held'][number];
type Waiting = PropagationState['pending'][number];

const SEEN = ofEachKind<Seen>({ id: text });
const WAITING = ofEachKind<Waiting>({ id: text, visibleAt: number });

export const PROPAGATION = record<PropagationState>({
  settings: optional(record<PropagationSettings>({ min: number, max: number, reads: oneOf('consistent', 'eventual') })),
  drawn: number,
  pending: list(WAITING),
  held: list(SEEN),
});

/** A change holds a record of the kind that it is about. */
function ofEachKind<T extends { readonly kind: PropagatedKind; readonly record: unknown }>(
  members: {
    readonly [M in Exclude<keyof T, 'kind' | 'record'>]: Form<T[M]>;
  },
): Form<T> {
  const forms = Object.entries(PROPAGATED).map(([kind, form]) => {
    const kept = optional(form as Form<unknown>);
    return [kind, record<object>({ ...members, kind: oneOf(kind), record: kept } as object)] as const;
  });
  return variants(Object.fromEntries(forms) as never) as unknown as Form<T>;
}

function checked<T>(form: Form<T>, fault: (value: T) => string | undefined): Form<T> {
  return via(
    form,
    (value) => value,
    (value, at) => {
      const found = fault(value);
      return found === undefined ? value : refuse(at, found);
    },
  );
}
