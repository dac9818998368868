/** One action of a service. */
export interface ActionFacts {
  /** In AWS's spelling, without the service: `GetObject`. */
  readonly name: string;
  /** The types of resources that it can name, those that it needs first; empty for one that only takes `*`. */
  readonly resourceTypes: readonly string[];
  /** The condition keys that a request for it can have, beside the global ones; a tag's name is `${TagKey}`. */
  readonly conditionKeys: readonly string[];
}

/** One service. Names are looked up in lower case. */
export interface ServiceFacts {
  readonly actions: ReadonlyMap<string, ActionFacts>;
  /** `arn` as the reference prints it: `arn:${Partition}:s3:::${BucketName}`. */
  readonly resourceTypes: ReadonlyMap<string, { readonly name: string; readonly arn: string }>;
  /** `type` as the reference names it: `String`, `ArrayOfString`, `Bool`, `Numeric`, `Date`, `ARN`, ... */
  readonly conditionKeys: ReadonlyMap<string, { readonly key: string; readonly type: string }>;
}

/**
 * What AWS says of its services. The engine has no such knowledge and is handed it: what the reference does not know is "not
 * known", never "denied".
 *
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export interface ServiceReference {
  /** Undefined for a prefix that no service has. */
  service(prefix: string): ServiceFacts | undefined;
  /** The prefixes of all services. */
  prefixes(): readonly string[];
}
