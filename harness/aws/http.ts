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
}

export type WireBody = Uint8Array | string | AsyncIterable<Uint8Array> | undefined;

/** Where a request comes from, as far as the network shows it: what `aws:SourceIp`, `aws:SecureTransport` and `aws:SourceVpce` are made from. */
export interface RequestOrigin {
  /** The sender's address, IPv4 or IPv6, without a port. */
  readonly sourceIp: string;
  readonly secureTransport: boolean;
}

export interface WireResponse {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: WireBody;
}

/** The headers of a request by lower-case name; the values of a repeated header stand in the order sent. */
export type HeaderMap = ReadonlyMap<string, readonly string[]>;
