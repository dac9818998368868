import type { Accounts } from '../../account/accounts.js';
import type { RoleTemplateParameter, RoleTemplateVersion } from '../../account/role-templates.js';
import { AwsError } from '../../aws/errors.js';

/**
 * The templates of AWS's directory. Their texts are not public: they can be read in an AWS account alone.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_role-template.html
 */
const AWS_DIRECTORY: ReadonlySet<string> = new Set(
  [
    'backup.amazonaws.com/AWSBackupDefaultServiceRoleTemplate',
    'datazone.amazonaws.com/AmazonSageMakerAdminIAMPermissiveExecutionRoleTemplate',
    'datazone.amazonaws.com/AmazonSageMakerUserIAMPermissiveExecutionRoleTemplate',
    'firehose.amazonaws.com/AmazonCloudWatchMetricStreamsFirehoseToS3RoleTemplate',
    'iam.amazonaws.com/PowerUserRoleTemplate',
    'logs.amazonaws.com/AmazonCloudWatchLogsScheduledQueryExecutionRoleTemplate',
    'rum.amazonaws.com/AmazonCloudWatchRUMPutEventsRoleTemplate',
    'secretsmanager.amazonaws.com/AWSSecretsManagerRotationRoleTemplate',
    'streams.metrics.cloudwatch.amazonaws.com/AmazonCloudWatchMetricStreamsFirehosePutRecordsRoleTemplate',
    'synthetics.amazonaws.com/AmazonCloudWatchSyntheticsExecutionRoleTemplate',
    'synthetics.amazonaws.com/AmazonCloudWatchSyntheticsKmsExecutionRoleTemplate',
    'synthetics.amazonaws.com/AmazonCloudWatchSyntheticsVpcExecutionRoleTemplate',
  ].map((name) => `arn:aws:iam::aws:role-template/${name}:1`),
);

/** Throws NoSuchEntity, and NotImplemented for a template that AWS has and the emulator was not told of. */
export function findTemplate(accounts: Accounts, arn: string, minorVersion: number | undefined): RoleTemplateVersion {
  const found = accounts.roleTemplates.find(arn, minorVersion);
  if (found) return found;
  if (AWS_DIRECTORY.has(arn) && accounts.roleTemplates.find(arn, undefined) === undefined)
    throw new AwsError(
      'NotImplemented',
      `iam-rehearsal does not know the text of \`${arn}\`: pass what GetRoleTemplateVersion answers in AWS as the option \`roleTemplates\``,
    );
  throw new AwsError('NoSuchEntity', `Role template ${arn} was not found.`);
}

export type ReplacementValues = Readonly<Record<string, readonly string[]>>;

/** A role as a template describes it, with the values of the parameters in it. */
export interface RenderedRole {
  readonly name: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly trust: string;
  readonly inlinePolicies: readonly { readonly name: string; readonly document: string }[];
  readonly attachedPolicies: readonly string[];
  readonly boundary: string | undefined;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly maxSessionDuration: number;
}

const DEFAULT_MAX_SESSION_DURATION = 3600;

/** Throws InvalidInput for a parameter that is unknown, missing or not of its type, ValidationError for two values of one. */
export function renderRole(template: RoleTemplateVersion, given: ReplacementValues): RenderedRole {
  const values = valuesOf(template, given);
  const text = (pattern: string) =>
    pattern.replace(/@\{(\w+)\}/g, (_, name: string) => values.get(name)?.list.join(',') ?? '');
  const document = (policy: string | object) => JSON.stringify(filled(parsed(policy), values, text));
  return {
    name: text(template.RoleNamePattern),
    path: text(template.RolePathPattern ?? '/'),
    description: template.RoleDescriptionPattern && text(template.RoleDescriptionPattern),
    trust: document(template.AssumeRolePolicyDocumentTemplate),
    inlinePolicies: (template.InlinePolicyTemplates ?? []).map(({ PolicyName, PolicyDocument }) => ({
      name: text(PolicyName),
      document: document(PolicyDocument),
    })),
    attachedPolicies: (template.ManagedPolicyArns ?? []).map(text),
    boundary: template.PermissionBoundaryArn && text(template.PermissionBoundaryArn),
    tags: (template.RoleTagsTemplate ?? []).map(({ Key, Value }) => ({ Key: text(Key), Value: text(Value) })),
    maxSessionDuration: template.MaxSessionDuration ?? DEFAULT_MAX_SESSION_DURATION,
  };
}

interface ParameterValue {
  readonly isList: boolean;
  readonly list: readonly string[];
}

function valuesOf(template: RoleTemplateVersion, given: ReplacementValues): ReadonlyMap<string, ParameterValue> {
  const parameters = template.ParametersDefinition ?? [];
  const known = new Set(parameters.map(({ Name }) => Name));
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown !== undefined) throw invalid(`Parameter ${unknown} is not defined in the role template.`);
  const values = new Map<string, ParameterValue>();
  for (const parameter of parameters) {
    const { Name, Type, IsRequired, DefaultValue } = parameter;
    const list = given[Name] ?? (DefaultValue === undefined ? undefined : [DefaultValue]);
    if (list === undefined && IsRequired) throw invalid(`A value for the parameter ${Name} is required.`);
    if (list === undefined) continue;
    checkValues(parameter, list);
    values.set(Name, { isList: Type.endsWith('List'), list });
  }
  return values;
}

function checkValues({ Name, Type }: RoleTemplateParameter, list: readonly string[]): void {
  if (!Type.endsWith('List') && list.length !== 1)
    throw new AwsError('ValidationError', `The parameter ${Name} takes exactly one value.`);
  const isValid = Type.startsWith('Number') ? isNumber : Type.startsWith('Arn') ? isArn : () => true;
  const wrong = list.find((value) => !isValid(value));
  if (wrong !== undefined) throw invalid(`The value ${wrong} of the parameter ${Name} is not of the type ${Type}.`);
}

function isNumber(value: string): boolean {
  return value.trim() !== '' && Number.isFinite(Number(value));
}

function isArn(value: string): boolean {
  return value.startsWith('arn:') && value.split(':').length >= 6;
}

function parsed(policy: string | object): unknown {
  return typeof policy === 'string' ? JSON.parse(policy) : policy;
}

/** A text that is nothing but a list's parameter becomes the list, inside of another list its elements; JSON stays JSON. */
function filled(
  value: unknown,
  values: ReadonlyMap<string, ParameterValue>,
  text: (pattern: string) => string,
): unknown {
  const listOf = (item: unknown) => {
    const [, name] = typeof item === 'string' ? (/^@\{(\w+)\}$/.exec(item) ?? []) : [];
    const found = name === undefined ? undefined : values.get(name);
    return found?.isList ? found.list : undefined;
  };
  if (typeof value === 'string') return listOf(value) ?? text(value);
  if (Array.isArray(value))
    return value.flatMap((item): readonly unknown[] => listOf(item) ?? [filled(item, values, text)]);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [text(key), filled(item, values, text)]));
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidInput', message);
}
