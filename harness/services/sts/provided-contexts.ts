import type { ProvidedContext } from '@aws-sdk/client-sts';
import { AwsError } from '../../aws/errors.js';
import type { ContextValue } from '../../engine/index.js';

/** What context providers assert about the user on whose behalf a role is assumed. */
export interface RequestContext {
  readonly providers: readonly string[];
  /** `identitystore:UserId`, as the assertions spell it. */
  readonly values: Readonly<Record<string, string>>;
}

const PROVIDER = /^arn:aws:iam::aws:contextProvider\/\w+$/;

/**
 * Reads the context that a request provides; undefined without any. In AWS an assertion is "signed and encrypted by AWS STS" for IAM
 * Identity Center, which does not exist here: an assertion is the JSON object of the keys that it is to stand for, e.g.
 * `{"identitystore:UserId":"user-1"}`. Throws InvalidContextAssertion, in the words of the API reference.
 *
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_ProvidedContext.html
 */
export function requestContextOf(contexts: readonly ProvidedContext[] = []): RequestContext | undefined {
  if (contexts.length === 0) return undefined;
  const providers = contexts.map(({ ProviderArn = '' }) => ProviderArn);
  if (!providers.every((arn) => PROVIDER.test(arn)) || new Set(providers).size < providers.length) throw invalid();
  const values = contexts.map(({ ContextAssertion = '' }) => assertedValues(ContextAssertion));
  return { providers, values: Object.assign({}, ...values) };
}

/**
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-sts
 */
export function requestContextKeys(context: RequestContext | undefined): Readonly<Record<string, ContextValue>> {
  if (context === undefined) return {};
  const values = Object.entries(context.values).map(([key, value]) => [`sts:RequestContext/${key}`, value]);
  return { ...Object.fromEntries(values), 'sts:RequestContextProviders': context.providers };
}

/** The keys that every request of the session has, by lower-case name. */
export function sessionContextKeys(context: RequestContext | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(context?.values ?? {}).map(([key, value]) => [key.toLowerCase(), value]));
}

function assertedValues(assertion: string): Readonly<Record<string, string>> {
  try {
    const values: unknown = JSON.parse(assertion);
    if (isTexts(values)) return values;
  } catch (cause) {
    throw Object.assign(invalid(), { cause });
  }
  throw invalid();
}

function isTexts(values: unknown): values is Readonly<Record<string, string>> {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return false;
  return Object.entries(values).every(([key, value]) => /^[\w-]+:[\w/-]+$/.test(key) && typeof value === 'string');
}

function invalid(): AwsError {
  return new AwsError(
    'InvalidContextAssertion',
    'The request was rejected because the context assertion that was provided is invalid.',
  );
}
