import {
  AcquireRoleCommand,
  type AcquireRoleCommandInput,
  type RoleTemplateVersion as AnsweredVersion,
  GetRoleTemplateVersionCommand,
} from '@aws-sdk/client-iam';
import type { Account } from '../../account/account.js';
import type { Accounts } from '../../account/accounts.js';
import { wholeSeconds } from '../../account/clock.js';
import type { RoleSource, RoleTemplateVersion } from '../../account/role-templates.js';
import { isServiceLinked, type Role } from '../../account/roles.js';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { boundaryAndTags, listedRoleAnswer } from './answers.js';
import { checkedBoundary } from './boundaries.js';
import { checkInlinePolicy, encodeDocument, trustPolicy } from './documents.js';
import { checkQuota, noSuch } from './failures.js';
import { findPolicy } from './policy-targets.js';
import { findTemplate, type RenderedRole, renderRole } from './role-templates.js';
import { CASELESS_KEYS, givenTags, withTags } from './tags.js';
import { entityArn, roles } from './targets.js';

/** A template's documents travel URL-encoded, as all of IAM's. */
const getRoleTemplateVersion = operation(GetRoleTemplateVersionCommand, {
  needs: ({ input }) => ({ resource: input.TemplateArn }),
  run: ({ accounts, input }) => ({
    RoleTemplateVersion: templateAnswer(findTemplate(accounts, input.TemplateArn, input.MinorVersion)),
  }),
});

/**
 * There is no permission of this name: AcquireRole takes those of what it does, iam:GetRole for a role that is there already, else
 * iam:CreateRole and those of what the template defines.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-manager_enable-use.html
 */
const acquireRole = operation(AcquireRoleCommand, {
  needs({ account, accounts, input }) {
    const { rendered } = asked(accounts, input);
    const role = account.roles.named(rendered.name);
    const keys = { 'iam:RoleTemplateARN': input.TemplateArn };
    if (role) return { action: 'iam:GetRole', ...roles.boundedNeed(account, role.name, keys) };
    return needsOfNew(account, rendered, keys);
  },
  run(call) {
    const { account, accounts, input } = call;
    const { rendered, source } = asked(accounts, input);
    const existing = account.roles.named(rendered.name);
    if (existing) checkReuse(call, existing, rendered, source);
    const role = existing ?? newRole(call, rendered);
    if (!existing) account.roles.put(role);
    account.roleSources.set(role.id, source);
    return { Role: { ...listedRoleAnswer(role, accounts), ...boundaryAndTags(role) } };
  },
});

interface Asked {
  readonly rendered: RenderedRole;
  readonly source: RoleSource;
}

/** Throws NoSuchEntity, RoleTemplateDisabled or InvalidInput: without the role's name nothing can be authorized. */
function asked(
  accounts: Accounts,
  { TemplateArn = '', TemplateMinorVersion, ReplacementValues = {} }: AcquireRoleCommandInput,
): Asked {
  const template = findTemplate(accounts, TemplateArn, TemplateMinorVersion);
  const { Enabled = true, VersionEnabled = true, MinorVersion: minorVersion = 0 } = template;
  if (!Enabled || !VersionEnabled)
    throw new AwsError('RoleTemplateDisabled', `The role template ${TemplateArn} is disabled.`);
  const given = Object.entries(ReplacementValues).map(([name, entry]) => [name, entry.Values ?? []] as const);
  const values = Object.fromEntries(given);
  return { rendered: renderRole(template, values), source: { templateArn: TemplateArn, minorVersion, values } };
}

/**
 * "iam:PutRolePolicy if the template adds inline policies, and iam:AttachRolePolicy if the template attaches managed policies". That
 * tags and a boundary take theirs too is inferred: the reference gives iam:RoleTemplateARN to these six actions and no other.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
function needsOfNew(account: Account, rendered: RenderedRole, keys: NonNullable<Need['keys']>): readonly Need[] {
  const { path, name, boundary, tags, inlinePolicies, attachedPolicies } = rendered;
  const resource = entityArn(account, 'role', path, name);
  const bounded = { ...keys, 'iam:PermissionsBoundary': boundary };
  return [
    { action: 'iam:CreateRole', resource, requestTags: tags, keys: bounded },
    ...(tags.length > 0 ? [{ action: 'iam:TagRole', resource, requestTags: tags, keys }] : []),
    ...(boundary === undefined ? [] : [{ action: 'iam:PutRolePermissionsBoundary', resource, keys: bounded }]),
    ...(inlinePolicies.length > 0 ? [{ action: 'iam:PutRolePolicy', resource, keys: bounded }] : []),
    ...attachedPolicies.map((arn) => ({
      action: 'iam:AttachRolePolicy',
      resource,
      keys: { ...bounded, 'iam:PolicyARN': arn },
    })),
  ];
}

type Call = { readonly account: Account; readonly accounts: Accounts; readonly now: number };

/** Everything is checked before anything is made: a refused call changes nothing. */
function newRole(call: Call, rendered: RenderedRole): Role {
  const { account, now } = call;
  const { name, path, description, inlinePolicies, attachedPolicies, maxSessionDuration } = rendered;
  if (isServiceLinked({ path }))
    throw new AwsError('InvalidInput', `Path prefix '${path}' can only be used for AWS Service linked Roles`);
  const trust = trustPolicy(call, rendered.trust);
  const boundary = checkedBoundary(account, rendered.boundary);
  const tags = withTags([], givenTags(rendered.tags, CASELESS_KEYS), CASELESS_KEYS);
  for (const { document } of inlinePolicies) checkInlinePolicy(account, document);
  for (const arn of attachedPolicies) if (!findPolicy(account, arn)) throw noSuch.attachablePolicy(arn);
  checkQuota(account, 'RolesPerAccount', account.roles.size + 1);
  checkQuota(account, 'PoliciesPerRole', attachedPolicies.length);
  return {
    id: account.ids.unique('role'),
    name,
    path,
    arn: entityArn(account, 'role', path, name),
    createDate: wholeSeconds(now),
    inlinePolicies,
    attachedPolicies,
    trust,
    description: description || undefined,
    maxSessionDuration,
    tags,
    boundary,
  };
}

/** A role that was made otherwise is in the way; one that was changed since is no longer the template's. AWS's words are not known. */
function checkReuse(call: Call, role: Role, rendered: RenderedRole, source: RoleSource): void {
  const known = call.account.roleSources.get(role.id);
  if (known === undefined || JSON.stringify(known) !== JSON.stringify(source) || role.name !== rendered.name)
    throw new AwsError('NameConflict', `The role name ${rendered.name} conflicts with an existing role.`);
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  const isUnchanged =
    same(parsed(role.trust.document), parsed(rendered.trust)) &&
    same(role.tags, withTags([], rendered.tags, CASELESS_KEYS)) &&
    same([...role.attachedPolicies].sort(), [...rendered.attachedPolicies].sort()) &&
    same(role.inlinePolicies, rendered.inlinePolicies) &&
    role.boundary === rendered.boundary;
  if (!isUnchanged) throw new AwsError('RoleModified', `The role ${role.name} was modified.`);
}

function parsed(document: string): unknown {
  return JSON.parse(document);
}

function templateAnswer(version: RoleTemplateVersion): AnsweredVersion {
  const { AssumeRolePolicyDocumentTemplate, InlinePolicyTemplates, CreateTimestamp, UpdateTimestamp, ...rest } =
    version;
  return {
    ...(structuredClone(rest) as AnsweredVersion),
    AssumeRolePolicyDocumentTemplate: documentText(AssumeRolePolicyDocumentTemplate),
    ...(InlinePolicyTemplates && {
      InlinePolicyTemplates: InlinePolicyTemplates.map(({ PolicyName, PolicyDocument }) => ({
        PolicyName,
        PolicyDocument: documentText(PolicyDocument),
      })),
    }),
    ...(CreateTimestamp && { CreateTimestamp: new Date(CreateTimestamp) }),
    ...(UpdateTimestamp && { UpdateTimestamp: new Date(UpdateTimestamp) }),
  };
}

function documentText(document: string | object): string {
  return encodeDocument(typeof document === 'string' ? document : JSON.stringify(document));
}

export const roleManagerOperations: readonly Operation[] = [getRoleTemplateVersion, acquireRole];
