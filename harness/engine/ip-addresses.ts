import ipaddr from 'ipaddr.js';

/** An address as numbers: 4 bytes of IPv4 or 8 groups of IPv6. An IPv4 address inside IPv6 (`::ffff:192.0.2.1`) counts as IPv4. */
export interface Address {
  readonly family: 4 | 6;
  readonly bytes: readonly number[];
}

export interface AddressRange extends Address {
  readonly prefix: number;
}

const FOUR_PARTS = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const PREFIX = /^\d{1,3}$/;
const BITS = { 4: 32, 6: 128 } as const;
/** `::ffff:0:0/96` */
const MAPPED_BITS = 96;

export function parseAddress(text: string): Address | undefined {
  const isV6 = text.includes(':');
  if (!isV6 && !FOUR_PARTS.test(text)) return undefined;
  if (!ipaddr.isValid(text) || text.includes('%')) return undefined;
  const address = ipaddr.process(text);
  return { family: address.kind() === 'ipv4' ? 4 : 6, bytes: address.toByteArray() };
}

/**
 * A range in CIDR form; a single address is a range of itself.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress
 */
export function addressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address) return undefined;
  if (slash < 0) return { ...address, prefix: BITS[address.family] };
  const written = text.slice(slash + 1);
  if (!PREFIX.test(written)) return undefined;
  const mapped = address.family === 4 && text.includes(':');
  const prefix = mapped ? Number(written) - MAPPED_BITS : Number(written);
  return prefix < 0 || prefix > BITS[address.family] ? undefined : { ...address, prefix };
}

const DOT = 46;
const ZERO = 48;

/**
 * The 32 bits of an IPv4 address in its usual form, without building an {@link Address}; undefined for every other text, also for
 * addresses in rarer forms.
 */
export function plainIpv4(text: string): number | undefined {
  let bits = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return undefined;
      bits = (bits << 8) | part;
      part = 0;
      digits = 0;
    } else {
      const digit = code - ZERO;
      if (!(digit >= 0 && digit <= 9) || (digits > 0 && part === 0)) return undefined;
      part = part * 10 + digit;
      digits++;
      if (part > 0xff) return undefined;
    }
  }
  return dots === 3 && digits > 0 ? (bits << 8) | part : undefined;
}

/** The test of one range, in which the usual form of an address is compared at once. */
export function rangeTest(range: AddressRange): (text: string) => boolean {
  const slow = (text: string) => {
    const address = parseAddress(text);
    return address !== undefined && inRange(address, range);
  };
  if (range.family === 6) return slow;
  const mask = range.prefix === 0 ? 0 : -1 << (32 - range.prefix);
  const network = range.bytes.reduce((bits, byte) => (bits << 8) | byte, 0) & mask;
  return (text) => {
    const bits = plainIpv4(text);
    return bits === undefined ? slow(text) : (bits & mask) === network;
  };
}

export function inRange(address: Address, range: AddressRange): boolean {
  if (address.family !== range.family) return false;
  let left = range.prefix;
  for (let index = 0; left > 0; index++, left -= 8) {
    const mask = left >= 8 ? 0xff : (0xff << (8 - left)) & 0xff;
    if (((address.bytes[index] ?? 0) & mask) !== ((range.bytes[index] ?? 0) & mask)) return false;
  }
  return true;
}
