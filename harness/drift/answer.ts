import { errorStatus } from '../cleanup/error-code.js';
import type { TargetAccount } from '../targets/index.js';
import { authorizationDetails } from './authorization-details.js';
import type { CallAnswer } from './call.js';
import type { Names } from './names.js';
import { authorizationOf, layerOfWords, withoutTail } from './told-layer.js';

/** An answer, and where AWS keeps its own record of it. */
export interface Answered {
  readonly answer: CallAnswer;
  readonly authorization?: { readonly region: string; readonly id: string };
}

interface ClientError extends Error {
  readonly $metadata?: { readonly requestId?: string };
  /** Of S3. */
  readonly Code?: string;
  /** Of IAM and STS. */
  readonly Error?: { readonly Code?: string };
}

/** The SDK's names are not always AWS's codes: it adds `Exception` to those of modelled errors. */
function codeOf({ name, Code, Error: inner }: ClientError): string {
  return inner?.Code ?? Code ?? name;
}

/** What a refusal comes to, with the layer that denied as far as the target or its words tell. */
export async function answerTo(error: unknown, account: TargetAccount, names: Names): Promise<Answered> {
  const { name, message, $metadata } = error as ClientError;
  const status = errorStatus(error);
  if (status === undefined) return { answer: { outcome: 'failed', code: name, words: names.hide(message) } };
  // An answer to HEAD has no body, and so neither code nor words.
  const isWordless = /^(Unknown|403|404|Forbidden|NotFound)/.test(name) && status >= 400 && !message.includes(' ');
  const isDenied = status === 403 && (/^AccessDenied(Exception)?$/.test(name) || isWordless);
  const known = isWordless
    ? { status, code: String(status) }
    : { status, code: codeOf(error as ClientError), words: names.hide(withoutTail(message)) };
  if (!isDenied) return { answer: { outcome: 'failed', ...known } };
  const authorization = authorizationOf(message);
  const answer: CallAnswer = {
    outcome: 'denied',
    ...known,
    ...(await layerOf($metadata?.requestId, message, account)),
  };
  return { answer, ...(authorization && { authorization }) };
}

/** What AWS's own record adds: nothing where the target showed its decision, or the administrator may not read it. */
export async function toldByAws({ answer, authorization }: Answered, account: TargetAccount): Promise<CallAnswer> {
  if (authorization === undefined || answer.toldBy === 'decision') return answer;
  const details = await authorizationDetails(authorization, account);
  return details === undefined ? answer : { ...answer, ...details, toldBy: 'details' };
}

async function layerOf(
  requestId: string | undefined,
  words: string,
  account: TargetAccount,
): Promise<Partial<CallAnswer>> {
  const decisions = requestId === undefined ? undefined : await account.decisionsOf(requestId);
  const denied = decisions?.find(({ outcome }) => outcome === 'denied');
  if (denied === undefined) {
    const told = layerOfWords(words);
    return told.layer === undefined ? {} : { ...told, toldBy: 'words' };
  }
  const { layer, because, context, action } = denied;
  const service = action.slice(0, action.indexOf(':') + 1).toLowerCase();
  return {
    ...(layer !== undefined && { layer }),
    ...((because === 'explicit-deny' || because === 'implicit-deny') && { because }),
    // As AWS's record of a refusal lists them: global ones, and those of the service.
    contextKeys: Object.keys(context)
      .filter((key) => key.startsWith('aws:') || key.startsWith(service))
      .sort(),
    toldBy: 'decision',
  };
}
