/** A parameter that a role template takes. */
export interface RoleTemplateParameter {
  readonly Name: string;
  readonly Type: 'String' | 'StringList' | 'Number' | 'NumberList' | 'Arn' | 'ArnList';
  readonly SubType?: string;
  readonly Description?: string;
  readonly IsRequired?: boolean;
  readonly DefaultValue?: string;
  readonly Immutable?: boolean;
}

/**
 * One version of a role template, as GetRoleTemplateVersion answers: the JSON of the AWS CLI or of an SDK, with documents as objects or
 * as texts. What may have parameters writes them as `@{parameter}`.
 *
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_RoleTemplateVersion.html
 */
export interface RoleTemplateVersion {
  /** `arn:aws:iam::aws:role-template/SERVICE/NAME:MAJOR` */
  readonly TemplateArn: string;
  readonly TemplateName?: string;
  readonly TemplateVersionId?: string;
  readonly Description?: string;
  readonly MajorVersion?: number;
  readonly MinorVersion?: number;
  readonly DefaultMinorVersion?: number;
  readonly ManagedByType?: 'Service';
  readonly ManagedByValue?: string;
  readonly Enabled?: boolean;
  readonly VersionEnabled?: boolean;
  readonly RoleNamePattern: string;
  readonly RolePathPattern?: string;
  readonly RoleDescriptionPattern?: string;
  readonly AssumeRolePolicyDocumentTemplate: string | object;
  readonly InlinePolicyTemplates?: readonly { readonly PolicyName: string; readonly PolicyDocument: string | object }[];
  readonly ManagedPolicyArns?: readonly string[];
  readonly PermissionBoundaryArn?: string;
  readonly ParametersDefinition?: readonly RoleTemplateParameter[];
  readonly RoleTagsTemplate?: readonly { readonly Key: string; readonly Value: string }[];
  readonly MaxSessionDuration?: number;
  readonly CreateTimestamp?: string | Date;
  readonly UpdateTimestamp?: string | Date;
}

/** Where a role comes from that AcquireRole made, by which it finds it again. */
export interface RoleSource {
  readonly templateArn: string;
  readonly minorVersion: number;
  /** The values of the parameters, as they were given. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** The role templates that the emulator was told of; AWS's own texts are not public, so that none is there from the start. */
export interface RoleTemplates {
  /** The default minor version unless another is named. */
  find(templateArn: string, minorVersion: number | undefined): RoleTemplateVersion | undefined;
}

/** A description of a role template that does not hold together. */
export class InvalidRoleTemplate extends Error {
  override readonly name = 'InvalidRoleTemplate';
}

const TEMPLATE_ARN = /^arn:aws:iam::aws:role-template\/[\w.-]+\/[\w+=,.@-]+:\d+$/;

/** Throws {@link InvalidRoleTemplate}. */
export function createRoleTemplates(versions: readonly RoleTemplateVersion[] = []): RoleTemplates {
  const kept = new Map<string, RoleTemplateVersion>();
  const defaults = new Map<string, number>();
  for (const version of versions) {
    checkVersion(version);
    const { TemplateArn, MinorVersion = 0, DefaultMinorVersion = MinorVersion } = version;
    kept.set(`${TemplateArn} ${MinorVersion}`, version);
    defaults.set(TemplateArn, DefaultMinorVersion);
  }
  return { find: (arn, minor = defaults.get(arn)) => kept.get(`${arn} ${minor}`) };
}

function checkVersion(version: RoleTemplateVersion): void {
  const { TemplateArn, RoleNamePattern, AssumeRolePolicyDocumentTemplate: trust } = version;
  if (!TEMPLATE_ARN.test(TemplateArn ?? ''))
    throw new InvalidRoleTemplate(
      `\`${TemplateArn}\` is no ARN of a role template; write one like \`arn:aws:iam::aws:role-template/lambda.amazonaws.com/Name:1\``,
    );
  if (RoleNamePattern === undefined || trust === undefined)
    throw new InvalidRoleTemplate(
      `the template \`${TemplateArn}\` needs \`RoleNamePattern\` and \`AssumeRolePolicyDocumentTemplate\`: pass what \`aws iam get-role-template-version\` prints under \`RoleTemplateVersion\``,
    );
  const known = new Set(version.ParametersDefinition?.map(({ Name }) => Name));
  for (const name of placeholders(JSON.stringify(version)))
    if (!known.has(name))
      throw new InvalidRoleTemplate(
        `the template \`${TemplateArn}\` uses \`@{${name}}\`, which is no parameter of it: add it to \`ParametersDefinition\``,
      );
}

/** The names that stand as `@{name}` in a text. */
export function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/@\{(\w+)\}/g)].map(([, name = '']) => name);
}
