import { isIP } from 'node:net';
import { headerMap } from '../../aws/header-map.js';
import type { WireRequest } from '../../aws/http.js';

/** Who may use the control interface: this machine, or whoever reaches the port. */
export type ControlAccess = 'loopback' | 'any';

/**
 * Why a request is refused; undefined for one that may pass. A web page could reach a server on loopback through the browser of a developer:
 * by a name of its own that it lets point there (the Host is then foreign), or across origins (the Origin is then).
 */
export function refusalOf(request: WireRequest, access: ControlAccess): string | undefined {
  const headers = headerMap(request.rawHeaders);
  const host = hostName(headers.first('host') ?? '');
  const origin = headers.first('origin');
  if (access === 'loopback' && !isLoopbackAddress(request.origin.sourceIp))
    return 'the control interface answers this machine only; start with `--control any` to open it';
  if (!(access === 'any' ? isOwnName(host) : isLoopbackName(host)))
    return `the host \`${host}\` is foreign; call \`127.0.0.1\` or \`localhost\``;
  if (origin !== undefined && !(URL.canParse(origin) && isLoopbackName(hostName(new URL(origin).host))))
    return `the origin \`${origin}\` is foreign`;
  if (headers.first('sec-fetch-site') === 'cross-site') return 'a page of another site asks';
  return undefined;
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || (isIP(name) !== 0 && isLoopbackAddress(name));
}

/** Names that no one outside can have point here: addresses, names without a dot (of a container), the one of the host of a container. */
function isOwnName(name: string): boolean {
  return isLoopbackName(name) || isIP(name) !== 0 || /^[a-z0-9_-]+$/.test(name) || name === 'host.docker.internal';
}

function hostName(host: string): string {
  return (/^\[([^\]]*)\]/.exec(host)?.[1] ?? host.replace(/:\d*$/, '')).toLowerCase();
}
