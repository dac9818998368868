import { isIP } from 'node:net';
import { AwsError } from './errors.js';
import type { HeaderMap, RequestOrigin, ServiceOrigin, WireRequest } from './http.js';

/** One header that says something of where a request comes from. */
interface OriginHeader {
  readonly name: string;
  /** For whoever wrote something else. */
  readonly example: string;
  /** Undefined for a value that cannot be read. */
  read(value: string, known: RequestOrigin): Partial<RequestOrigin> | undefined;
  write(origin: Partial<RequestOrigin>): string | undefined;
}

const yesOrNo = (value: string): boolean | undefined => (/^(true|false)$/.test(value) ? value === 'true' : undefined);
const list = (value: string): readonly string[] => value.split(',').map((one) => one.trim());
const noSpaces = (value: string): string | undefined => (/^\S+$/.test(value) ? value : undefined);

/** A header for one member, which is left out where its value cannot be read. */
function header<K extends keyof RequestOrigin>(
  name: string,
  member: K,
  example: string,
  read: (value: string) => RequestOrigin[K] | undefined,
  write: (value: NonNullable<RequestOrigin[K]>) => string = String,
): OriginHeader {
  return {
    name: `x-rehearsal-${name}`,
    example,
    read: (value) => {
      const found = read(value);
      return found === undefined ? undefined : { [member]: found };
    },
    write: (origin) => {
      const value = origin[member];
      return value === undefined ? undefined : write(value as NonNullable<RequestOrigin[K]>);
    },
  };
}

/** A header for one member of the service that calls; the service itself comes first in the table. */
function ofService<K extends Exclude<keyof ServiceOrigin, 'principal'>>(
  name: string,
  member: K,
  example: string,
  read: (value: string) => ServiceOrigin[K] | undefined,
): OriginHeader {
  return {
    name: `x-rehearsal-${name}`,
    example,
    read: (value, { service }) => {
      const found = read(value);
      return found === undefined || service === undefined ? undefined : { service: { ...service, [member]: found } };
    },
    write: ({ service }) => (service?.[member] === undefined ? undefined : String(service[member])),
  };
}

/** The members of {@link RequestOrigin} as headers. Policies cannot be made to believe them by anyone whom the server does not trust. */
const HEADERS: readonly OriginHeader[] = [
  header('source-ip', 'sourceIp', '203.0.113.7', (value) => (isIP(value) ? value : undefined)),
  header('secure-transport', 'secureTransport', 'true', yesOrNo),
  header('vpce', 'vpce', 'vpce-1a2b3c4d', noSpaces),
  header('vpc', 'vpc', 'vpc-111bbb22', noSpaces),
  header('via-service', 'viaService', 'true', yesOrNo),
  header('called-via', 'calledVia', 'athena.amazonaws.com', list),
  header('mfa', 'mfa', 'true` or the seconds since, `300', (value) =>
    /^\d+$/.test(value) ? Number(value) : yesOrNo(value),
  ),
  header('time', 'time', '2026-11-24T10:00:00Z', date, (time) => time.toISOString()),
  {
    name: 'x-rehearsal-service',
    example: 'lambda.amazonaws.com',
    read: (value) => (noSpaces(value) === undefined ? undefined : { service: { principal: value } }),
    write: ({ service }) => service?.principal,
  },
  ofService('service-names', 'otherNames', 'logs.us-east-1.amazonaws.com', list),
  ofService('source-arn', 'sourceArn', 'arn:aws:lambda:us-east-1:123456789012:function:f', noSpaces),
  ofService('source-account', 'sourceAccount', '123456789012', (value) => (/^\d{12}$/.test(value) ? value : undefined)),
];

function date(value: string): Date | undefined {
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/**
 * Where a request comes from: as the network shows it, or as its `x-rehearsal-` headers say, if the server believes them. A header that is
 * not believed is refused, since a test that is answered from elsewhere than it thinks proves nothing. Throws ValidationError.
 */
export function originOf({ origin, mayStateOrigin = false }: WireRequest, headers: HeaderMap): RequestOrigin {
  if (!headers.hasName(isStatement)) return origin;
  let stated = origin;
  for (const { name, example, read } of HEADERS) {
    const value = headers.first(name);
    if (value === undefined) continue;
    if (!mayStateOrigin) {
      throw new AwsError(
        'ValidationError',
        `the header \`${name}\` says where a request comes from, which this server does not believe; start it with \`trustOrigin\`, and call it from loopback or open it with \`--control any\``,
      );
    }
    const found = read(value, stated);
    if (found === undefined)
      throw new AwsError('ValidationError', `the header \`${name}\` is \`${value}\`; write e.g. \`${example}\``);
    stated = { ...stated, ...found };
  }
  return stated;
}

/** Nearly no request has one, and there are a dozen to look for. */
function isStatement(name: string): boolean {
  return name.startsWith('x-rehearsal-');
}

/** The headers that tell a server which believes them where a request comes from. */
export function originHeaders(origin: Partial<RequestOrigin>): Readonly<Record<string, string>> {
  const written = HEADERS.flatMap(({ name, write }) => {
    const value = write(origin);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(written);
}
