import { AwsError } from '../errors.js';
import type { OperationModel, ServiceModel } from '../service-model.js';
import type { Check } from './checked-members.js';
import type { Violation } from './violations.js';

/** IAM answers some charsets in a sentence of its own, by the shapes of its model. */
const NAME = 'It must contain only alphanumeric characters and/or the following: +=,.@_-';
const PATH = 'It must begin and end with / and contain only alphanumeric characters and/or / characters.';
const IAM_SENTENCES: ReadonlyMap<string, string> = new Map([
  ['accessKeyIdType', 'It must contain only alphanumeric characters.'],
  ['entityNameType', NAME],
  ['existingUserNameType', NAME],
  ['groupNameType', NAME],
  ['instanceProfileNameType', NAME],
  ['policyNameType', NAME],
  ['roleNameType', NAME],
  ['serverCertificateNameType', NAME],
  ['userNameType', NAME],
  ['pathType', PATH],
  ['policyPathType', PATH],
  [
    'pathPrefixType',
    'It must begin with the / character and contain only alphanumeric characters and/or / characters.',
  ],
  ['policyDocumentType', 'It must contain only printable ASCII characters.'],
]);

/** GetRole looks for its one parameter before its input is validated. */
const LOOKS_FOR_PARAMETER: ReadonlySet<string> = new Set(['GetRole']);

/** Items that must also be there: their shapes say so in the message, those of other lists do not. */
const ITEMS_NOT_NULL: ReadonlySet<string> = new Set(['tagKeyType']);

/**
 * The error of IAM or STS for an input's violations: all in one message. IAM prints neither values nor enumerations, STS
 * prints both, but no sensitive value.
 */
export function queryComplaint(
  service: ServiceModel,
  operation: OperationModel,
  violations: readonly Violation[],
): AwsError {
  const [first] = violations;
  if (service.id === 'iam' && first?.kind === 'missing' && LOOKS_FOR_PARAMETER.has(operation.name)) {
    return new AwsError('MissingParameter', `The request must contain the parameter ${first.member.name}.`);
  }
  const framed = violations.filter(
    (violation) => sentenceOf(service, violation) === undefined && !isRepeated(service, violation),
  );
  if (framed.length === 0) {
    const sentence = violations.map((violation) => sentenceOf(service, violation)).find((text) => text !== undefined);
    return new AwsError('ValidationError', sentence ?? '');
  }
  const count = framed.length === 1 ? '1 validation error' : `${framed.length} validation errors`;
  const texts = framed.map((violation) => frame(service, violation));
  return new AwsError('ValidationError', `${count} detected: ${texts.join('; ')}`);
}

function sentenceOf(service: ServiceModel, { kind, check, at }: Violation): string | undefined {
  const sentence = service.id === 'iam' && kind === 'pattern' ? IAM_SENTENCES.get(check?.shapeName ?? '') : undefined;
  return sentence === undefined ? undefined : `The specified value for ${at} is invalid. ${sentence}`;
}

/** IAM calls an empty value too short and does not add that it has the wrong form. */
function isRepeated(service: ServiceModel, { kind, value }: Violation): boolean {
  return service.id === 'iam' && kind === 'pattern' && value === '';
}

function frame(service: ServiceModel, violation: Violation): string {
  return `Value${printedValue(service, violation)} at '${violation.at}' failed to satisfy constraint: ${constraintText(service, violation)}`;
}

function printedValue(service: ServiceModel, { value, member, kind }: Violation): string {
  if (service.id === 'iam') return '';
  if (kind === 'missing') return ' null';
  if (member.sensitive || (typeof value === 'object' && !isListOfText(value))) return '';
  return ` '${Array.isArray(value) ? `[${value.join(', ')}]` : String(value)}'`;
}

function isListOfText(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function constraintText(service: ServiceModel, { kind, check, value }: Violation): string {
  switch (kind) {
    case 'missing':
      return 'Member must not be null';
    case 'pattern':
      return `Member must satisfy regular expression pattern: ${check?.pattern?.text}`;
    case 'enum':
      return enumText(service, check);
    case 'length':
      return `Member must have length ${limitText(check, (value as string | readonly unknown[]).length)}`;
    case 'range':
      return `Member must have value ${limitText(check, value as number)}`;
    case 'items':
      return `Member must satisfy constraint: [${itemTexts(service, check?.item).join(', ')}]`;
    default:
      return kind satisfies never;
  }
}

function enumText(service: ServiceModel, check: Check | undefined): string {
  const values = service.id === 'iam' ? '' : `: [${[...(check?.values ?? [])].join(', ')}]`;
  return `Member must satisfy enum value set${values}`;
}

function limitText(check: Check | undefined, size: number): string {
  const { min, max } = check ?? {};
  return max !== undefined && size > max ? `less than or equal to ${max}` : `greater than or equal to ${min}`;
}

/** For a list of strings, all demands on an item are listed, whether broken or not. */
function itemTexts(service: ServiceModel, item: Check | undefined): readonly string[] {
  const texts = [
    item?.max === undefined ? undefined : `Member must have length less than or equal to ${item.max}`,
    item?.min === undefined ? undefined : `Member must have length greater than or equal to ${item.min}`,
    item?.pattern === undefined ? undefined : `Member must satisfy regular expression pattern: ${item.pattern.text}`,
    item?.values === undefined ? undefined : enumText(service, item),
    ITEMS_NOT_NULL.has(item?.shapeName ?? '') ? 'Member must not be null' : undefined,
  ];
  return texts.filter((text) => text !== undefined);
}
