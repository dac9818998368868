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

/** What a refusal comes to, with the layer that denied as far as the target or its words tell. */
export async function answerTo(error: unknown, account: TargetAccount, names: Names): Promise<Answered> {
  const { name, message, $metadata } = error as Error & { readonly $metadata?: { readonly requestId?: string } };
  const status = errorStatus(error);
  if (status === undefined) return { answer: { outcome: 'failed', code: name, words: names.hide(message) } };
  // An answer to HEAD has no body, and so neither code nor words.
  const isWordless = /^(Unknown|403|404|Forbidden|NotFound)/.test(name) && status >= 400 && !message.includes(' ');
  const isDenied = status === 403 && (/^AccessDenied(Exception)?$/.test(name) || isWordless);
  const known = isWordless
    ? { status, code: String(status) }
    : { status, code: name, words: names.hide(withoutTail(message)) };
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
  const { layer, because, context } = denied;
  return {
    ...(layer !== undefined && { layer }),
    ...((because === 'explicit-deny' || because === 'implicit-deny') && { because }),
    contextKeys: Object.keys(context).sort(),
    toldBy: 'decision',
  };
}
