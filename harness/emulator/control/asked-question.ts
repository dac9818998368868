import type { RequestOrigin, ServiceOrigin } from '../../aws/http.js';
import type { Question } from '../../services/decide.js';
import { ControlError } from './control-error.js';
import { optionalText, type RouteCall, text } from './route-call.js';

type Kind = readonly [holds: (value: unknown) => boolean, words: string];
type Kinds<T> = { readonly [K in keyof Required<T>]: Kind };

const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const isContext = (value: unknown): boolean =>
  isObject(value) && !Array.isArray(value) && Object.values(value).every((one) => isText(one) || isTexts(one));

const TEXT: Kind = [isText, 'a text'];
const TEXTS: Kind = [isTexts, 'a list of texts'];
const FLAG: Kind = [(value) => typeof value === 'boolean', '`true` or `false`'];
const OBJECT: Kind = [isObject, 'an object'];
/** JSON has no dates. */
const TIME: Kind = [(value) => !Number.isNaN(new Date(value as string).getTime()), 'e.g. `2026-11-24T10:00:00Z`'];

const ORIGIN: Kinds<RequestOrigin> = {
  sourceIp: TEXT,
  secureTransport: FLAG,
  vpce: TEXT,
  vpc: TEXT,
  viaService: FLAG,
  calledVia: TEXTS,
  service: OBJECT,
  mfa: [(value) => ['boolean', 'number'].includes(typeof value), '`true`, `false` or a number of seconds'],
  time: TIME,
};
const SERVICE: Kinds<ServiceOrigin> = { principal: TEXT, otherNames: TEXTS, sourceArn: TEXT, sourceAccount: TEXT };

/** What a body asks to be decided about, and where the request would come from. Throws {@link ControlError} for members of other types. */
export function askedQuestion(call: RouteCall): {
  readonly question: Question;
  readonly origin: Partial<RequestOrigin>;
} {
  const { context, withoutSids, origin = {} } = call.body;
  const resource = optionalText(call, 'resource');
  expectKind('context', context, [isContext, 'an object whose values are texts or lists of texts']);
  expectKind('withoutSids', withoutSids, TEXTS);
  return {
    question: {
      action: text(call, 'action'),
      ...(resource !== undefined && { resource }),
      ...(context !== undefined && { context: context as NonNullable<Question['context']> }),
      ...(withoutSids !== undefined && { withoutSids: withoutSids as readonly string[] }),
    },
    origin: originOf(origin),
  };
}

function originOf(given: unknown): Partial<RequestOrigin> {
  const origin = members<RequestOrigin>('origin', given, ORIGIN);
  if (origin.service !== undefined) members('origin.service', origin.service, SERVICE);
  return origin.time === undefined ? origin : { ...origin, time: new Date(origin.time) };
}

function members<T>(name: string, given: unknown, kinds: Kinds<T>): Partial<T> {
  expectKind(name, given, OBJECT);
  for (const [member, kind] of Object.entries<Kind>(kinds))
    expectKind(`${name}.${member}`, (given as Readonly<Record<string, unknown>>)[member], kind);
  return given as Partial<T>;
}

function expectKind(name: string, value: unknown, [holds, words]: Kind): void {
  if (value === undefined || holds(value)) return;
  const shown = typeof value === 'string' ? value : JSON.stringify(value);
  throw new ControlError(400, 'InvalidRequest', `\`${name}\` is \`${shown}\`; pass ${words}`);
}
