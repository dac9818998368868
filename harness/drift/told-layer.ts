import { kindsInOrder, type Layer } from '../engine/index.js';
import type { CallAnswer } from './call.js';

type Told = Pick<CallAnswer, 'layer' | 'because'>;

/** The end of some refusals of IAM since August 2026; not guaranteed, and another one each time. */
const TAIL = /\. Go to https:\/\/([a-z0-9-]+)\.console\.aws\.amazon\.com\/\S*#\/authorization-details\/.*$/s;

/** AWS's sentence without the link to its record of the refusal. */
export function withoutTail(words: string): string {
  return words.replace(TAIL, '');
}

/** Where AWS keeps the record of a refusal: the region and the id that the sentence ends with. */
export function authorizationOf(words: string): { readonly region: string; readonly id: string } | undefined {
  const region = TAIL.exec(words)?.[1];
  const id = /authorization id: ([0-9a-z]+)\s*$/.exec(words)?.[1];
  return region === undefined || id === undefined ? undefined : { region, id };
}

/**
 * The layer that a sentence of AWS names, by its clause; nothing where it names none, as STS's do.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function layerOfWords(words: string): Told {
  const implicit = / because no (.+?) allows the \S+ action/.exec(words)?.[1];
  const explicit = / with an explicit deny in (?:an?|the) ([A-Za-z -]+?)(?::|\.|$)/.exec(words)?.[1];
  const layer = layerNamed(implicit ?? explicit);
  if (layer === undefined) return {};
  return { layer, because: implicit === undefined ? 'explicit-deny' : 'implicit-deny' };
}

/** AWS calls the policy of a session and that of scoped credentials the same. */
export function sameLayer(one: Layer, other: Layer): boolean {
  return awsNameOf(one) === awsNameOf(other);
}

function layerNamed(name: string | undefined): Layer | undefined {
  return kindsInOrder.find(({ awsName }) => awsName === name)?.layer;
}

function awsNameOf(layer: Layer): string | undefined {
  return kindsInOrder.find((kind) => kind.layer === layer)?.awsName;
}
