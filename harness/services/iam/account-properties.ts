import { GetAccountPropertiesCommand, PutAccountPropertiesCommand } from '@aws-sdk/client-iam';
import { AwsError } from '../../aws/errors.js';
import { type Need, type Operation, operation } from '../operation.js';
import { type LinkedRoleCall, linkedRoleNeed, putLinkedRole } from './service-linked-roles.js';

const NAMESPACE = 'RoleManager';
const ENABLED = `${NAMESPACE}/Enabled`;
const SERVICE = 'role-manager.iam.amazonaws.com';

/** Role manager is off until it is enabled, as in most accounts. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-manager.html */
const getAccountProperties = operation(GetAccountPropertiesCommand, {
  needs: () => namespacesNeed([NAMESPACE]),
  run: ({ account }) => ({ Properties: { [ENABLED]: String(account.settings.isRoleManagerEnabled) } }),
});

/**
 * Enabling makes the service-linked role of role manager and takes iam:CreateServiceLinkedRole too, also where the role is there
 * ("Enabling role manager requires the iam:PutAccountProperties and iam:CreateServiceLinkedRole permissions").
 */
const putAccountProperties = operation(PutAccountPropertiesCommand, {
  needs({ account, input }) {
    const { Properties = {} } = input;
    const namespaces = [...new Set(Object.keys(Properties).map((key) => key.slice(0, key.indexOf('/'))))];
    const own = namespacesNeed(namespaces);
    return Properties[ENABLED] === 'true' ? [own, linkedRoleNeed(account, SERVICE)] : own;
  },
  run(call) {
    const { account, input } = call;
    const isRoleManagerEnabled = enabledValue(input.Properties);
    if (isRoleManagerEnabled) putLinkedRole(call satisfies LinkedRoleCall, SERVICE);
    account.set({ isRoleManagerEnabled });
    return {};
  },
});

function namespacesNeed(namespaces: readonly string[]): Need {
  return { resource: '*', keys: { 'iam:AccountPropertyNamespaces': namespaces } };
}

/** The words are those that AWS's API answered in public recordings of September 2026. */
function enabledValue(properties: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(properties);
  const malformed = keys.find((key) => !/^[^/]+\/[^/]+$/.test(key));
  if (malformed !== undefined) throw invalid(`Property key must be in format Namespace/PropertyName: ${malformed}`);
  const namespaces = new Set(keys.map((key) => key.split('/')[0]));
  if (namespaces.size > 1) throw invalid('All properties must belong to the same namespace');
  if (!namespaces.has(NAMESPACE)) throw invalid(`Unsupported namespace: ${[...namespaces].join()}`);
  const value = properties[ENABLED];
  if (value === undefined) throw invalid('RoleManager namespace requires Enabled property');
  if (value !== 'true' && value !== 'false') throw invalid("Enabled must be 'true' or 'false'");
  return value === 'true';
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInput', message);
}

export const accountPropertyOperations: readonly Operation[] = [getAccountProperties, putAccountProperties];
