import { GetRoleCommand, GetUserCommand, type IAMClient } from '@aws-sdk/client-iam';
import { CannotDecide } from '../emulator/index.js';
import type { Holder, LivePolicies } from './live-policies.js';
import type { Asked, OpenedSession } from './target.js';
import type { Waits } from './waits.js';

/** A principal as SimulatePrincipalPolicy takes it: a user or a role, and what narrows a session of the role. */
export interface Simulated extends Holder {
  /** `AIDA...`, `AROA...` */
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  /** The ARN of its permissions boundary. */
  readonly boundary: string | undefined;
  /** Of a session of a role. */
  readonly session: (OpenedSession & { readonly name: string; readonly document: string | undefined }) | undefined;
}

export interface SimulatedSource {
  readonly iam: IAMClient;
  readonly waits: Waits;
  readonly policies: LivePolicies;
}

const USER = /^arn:aws:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/;
const SESSION = /^arn:aws:sts::\d{12}:assumed-role\/([^/]+)\/([^/]+)$/;

/** Throws {@link CannotDecide} for whom the simulator does not take, and for a session of which nobody knows what narrows it. */
export async function simulated({ arn, credentials, session }: Asked, source: SimulatedSource): Promise<Simulated> {
  const [, userName] = USER.exec(arn) ?? [];
  if (userName !== undefined) {
    if (credentials.sessionToken === undefined) return user(userName, source);
    throw new CannotDecide(
      "AWS's simulator does not take temporary credentials of a user, to which parts of IAM and STS are closed; really call it with an SDK command",
    );
  }
  const [, roleName, sessionName] = SESSION.exec(arn) ?? [];
  if (roleName === undefined || sessionName === undefined) {
    throw new CannotDecide(
      `AWS's simulator takes users and roles, and \`${arn}\` is neither nor a session of a role; really call it with an SDK command`,
    );
  }
  if (session === undefined) {
    throw new CannotDecide(
      `how \`${arn}\` was opened is not known, and with it the policies and tags of the session; ask about one that \`assume\` opened, or really call it with an SDK command`,
    );
  }
  return role(roleName, sessionName, session, source);
}

async function user(UserName: string, { iam, waits }: SimulatedSource): Promise<Simulated> {
  const { User } = await waits.until('new-entity', () => iam.send(new GetUserCommand({ UserName })));
  const { Arn = '', UserId = '', PermissionsBoundary, Tags } = User ?? {};
  return {
    ...{ kind: 'user', name: UserName, arn: Arn, id: UserId, session: undefined },
    tags: tagRecord(Tags),
    boundary: PermissionsBoundary?.PermissionsBoundaryArn,
  };
}

async function role(
  RoleName: string,
  sessionName: string,
  session: OpenedSession,
  { iam, waits, policies }: SimulatedSource,
): Promise<Simulated> {
  const { Role } = await waits.until('new-entity', () => iam.send(new GetRoleCommand({ RoleName })));
  const { Arn = '', RoleId = '', PermissionsBoundary, Tags } = Role ?? {};
  const managed: string[] = [];
  for (const arn of session.policyArns) managed.push(await policies.managed(arn));
  return {
    ...{ kind: 'role', name: RoleName, arn: Arn, id: RoleId },
    tags: { ...tagRecord(Tags), ...session.tags },
    boundary: PermissionsBoundary?.PermissionsBoundaryArn,
    session: {
      ...session,
      name: sessionName,
      document: together(session.policy === undefined ? managed : [session.policy, ...managed]),
    },
  };
}

function tagRecord(tags: readonly { Key: string | undefined; Value: string | undefined }[] = []) {
  return Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value]));
}

interface PolicyJson {
  readonly Version?: string;
  readonly Statement: object | readonly object[];
}

const NEWEST = '2012-10-17';

/**
 * A session is allowed what any of its policies allows, within its role: together they are one document. In one of the older version
 * `${` is no variable.
 */
function together(documents: readonly string[]): string | undefined {
  if (documents.length <= 1) return documents[0];
  const policies = documents.map((document) => JSON.parse(document) as PolicyJson);
  if (documents.some((document, index) => policies[index]?.Version !== NEWEST && document.includes('${'))) {
    throw new CannotDecide(
      `one of the policies of the session has variables without \`"Version": "${NEWEST}"\`, so that they cannot be simulated together; set its version`,
    );
  }
  // Names of statements are unique in a document.
  const Statement = policies.flatMap(({ Statement }) => Statement).map((it) => ({ ...it, Sid: undefined }));
  return JSON.stringify({ Version: NEWEST, Statement });
}
