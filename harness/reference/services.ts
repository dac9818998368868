import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** One action, as the Service Authorization Reference describes it. */
export interface ActionFacts {
  /** In AWS's spelling, without the service: `GetObject`. */
  readonly name: string;
  /** The types of resources that it can name, those that it needs first; empty for one that only takes `*`. */
  readonly resourceTypes: readonly string[];
  /** The condition keys that a request for it can have, beside the global ones. */
  readonly conditionKeys: readonly string[];
}

/** One type of resource. */
export interface ResourceTypeFacts {
  readonly name: string;
  /** `arn:${Partition}:s3:::${BucketName}` */
  readonly arn: string;
}

/** One condition key of a service. */
export interface ConditionKeyFacts {
  /** In AWS's spelling; the name of a tag is `${TagKey}`. */
  readonly key: string;
  /** `String`, `ArrayOfString`, `Bool`, `Numeric`, `Date`, `ARN`, ... */
  readonly type: string;
}

/** What AWS says of one service. Names are looked up in lower case. */
export interface ServiceFacts {
  readonly actions: ReadonlyMap<string, ActionFacts>;
  readonly resourceTypes: ReadonlyMap<string, ResourceTypeFacts>;
  readonly conditionKeys: ReadonlyMap<string, ConditionKeyFacts>;
}

/** What AWS says of its services. */
export interface ServiceReference {
  /** Undefined for a prefix that no service has. */
  service(prefix: string): ServiceFacts | undefined;
  /** The prefixes of all services. */
  prefixes(): readonly string[];
}

/** The committed index beside the deflated blocks: offset and length of each service's. */
export interface ServiceIndex {
  /** The npm package that it was made from. */
  readonly source: string;
  readonly services: Readonly<Record<string, readonly [number, number]>>;
}

/** A service in its block; numbers are places in `types` and `keys`. */
export interface ServiceBlock {
  readonly keys: readonly (readonly [string, string])[];
  readonly types: readonly (readonly [string, string])[];
  readonly actions: readonly (readonly [string, readonly number[], readonly number[]])[];
}

/** Preset dictionary of the deflated blocks. Changing it means generating them again. */
export const SERVICE_DICTIONARY =
  '"Numeric"],["Date"],["ArrayOfARN"],["ArrayOfBool"],["IPAddress"],["Put","Associate","Disassociate","Batch","Start","Stop","Register","Enable",' +
  '"Delete","Create","Describe","Update","List","Get","TagResource",[0],[1,2]],["UntagResource",[0],[2]],["ListTagsForResource",[0],[]],' +
  '"arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"]],"actions":[["arn:${Partition}:${Region}:${Account}:${ResourceId}"],[' +
  '{"keys":[["aws:RequestTag/${TagKey}","String"],["aws:ResourceTag/${TagKey}","String"],["aws:TagKeys","ArrayOfString"]],"types":[[';

/**
 * All services, each unpacked when it is first asked for.
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function serviceReference(): ServiceReference {
  const unpacked = new Map<string, ServiceFacts>();
  let loaded: { index: ServiceIndex['services']; blocks: Buffer } | undefined;
  const load = () => {
    loaded ??= {
      index: (JSON.parse(readFileSync(new URL('data/services.json', import.meta.url), 'utf8')) as ServiceIndex)
        .services,
      blocks: readFileSync(new URL('data/services.bin', import.meta.url)),
    };
    return loaded;
  };
  return {
    prefixes: () => Object.keys(load().index),
    service(prefix) {
      const name = prefix.toLowerCase();
      const known = unpacked.get(name);
      if (known) return known;
      const { index, blocks } = load();
      const place = Object.hasOwn(index, name) ? index[name] : undefined;
      if (!place) return undefined;
      const facts = readBlock(blocks.subarray(place[0], place[0] + place[1]));
      unpacked.set(name, facts);
      return facts;
    },
  };
}

function readBlock(deflated: Buffer): ServiceFacts {
  const text = inflateRawSync(deflated, { dictionary: Buffer.from(SERVICE_DICTIONARY) }).toString();
  const { keys, types, actions } = JSON.parse(text) as ServiceBlock;
  const nameAt = (list: readonly (readonly [string, string])[]) => (place: number) => list[place]?.[0] ?? '';
  return {
    actions: new Map(
      actions.map(([name, typesOfAction, keysOfAction]) => [
        name.toLowerCase(),
        { name, resourceTypes: typesOfAction.map(nameAt(types)), conditionKeys: keysOfAction.map(nameAt(keys)) },
      ]),
    ),
    resourceTypes: new Map(types.map(([name, arn]) => [name.toLowerCase(), { name, arn }])),
    conditionKeys: new Map(keys.map(([key, type]) => [key.toLowerCase(), { key, type }])),
  };
}
