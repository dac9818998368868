/**
 * A request as it arrived. Nothing is normalised: signatures and S3 keys depend on the exact bytes of the target.
 */
export interface WireRequest {
  readonly method: string;
  /** The request target as sent: the raw path, then `?` and the raw query where there is one. */
  readonly target: string;
  /** Names and values in turn, as sent (the form of Node's `rawHeaders`). */
  readonly rawHeaders: readonly string[];
  readonly body: WireBody;
  readonly origin: RequestOrigin;
  /** Its headers are believed where they say otherwise (`stated-origin.ts`). */
  readonly mayStateOrigin?: boolean;
  /** How much of a body may be held in memory, where it is no object: 32 MiB unless given. */
  readonly wholeBytes?: number;
}

export type WireBody = Uint8Array | string | AsyncIterable<Uint8Array> | undefined;

/**
 * Where a request comes from: what `aws:SourceIp`, `aws:SecureTransport`, `aws:SourceVpce` and the like are made from. The network shows
 * the first two; the rest is told by a test, since here there are no VPCs and no other services.
 */
export interface RequestOrigin {
  /** The sender's address, IPv4 or IPv6, without a port; an address in the VPC for a request through a VPC endpoint. */
  readonly sourceIp: string;
  readonly secureTransport: boolean;
  /** The id of the VPC endpoint that it came through. */
  readonly vpce?: string;
  /** The VPC of that endpoint, for one that the emulator was told nothing of. */
  readonly vpc?: string;
  /** A service makes the request on the principal's behalf, by a forward access session (`aws:ViaAWSService`). */
  readonly viaService?: boolean;
  /** The services that did so, the first one first (`aws:CalledVia`); there being any implies `viaService`. */
  readonly calledVia?: readonly string[];
  /** A service makes the request in its own name, whoever signed it. */
  readonly service?: ServiceOrigin;
  /** Whether the caller showed an MFA code, or how many seconds ago; what the credentials tell unless given. */
  readonly mfa?: boolean | number;
  /** The time that policies look at; that of the account's clock unless given. */
  readonly time?: Date;
}

/** A service that calls, and the resource for which it does. */
export interface ServiceOrigin {
  /** `lambda.amazonaws.com` */
  readonly principal: string;
  /** Further names of the service (`aws:PrincipalServiceNamesList`), e.g. that of its region. */
  readonly otherNames?: readonly string[];
  readonly sourceArn?: string;
  /** Taken from `sourceArn` unless given. */
  readonly sourceAccount?: string;
}

export interface WireResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody;
}

/** The headers of a request by lower-case name. */
export interface HeaderMap extends Iterable<readonly [name: string, values: readonly string[]]> {
  /** The value of a header, of a repeated one the first. */
  first(name: string): string | undefined;
  /** All values of a header, in the order sent. */
  get(name: string): readonly string[] | undefined;
  has(name: string): boolean;
  /** Whether a header is there whose name is such. */
  hasName(is: (name: string) => boolean): boolean;
  /** Each name once. */
  keys(): Iterable<string>;
}
