import { isIP, Socket } from 'node:net';

/** Something tried to reach AWS, or the credentials of the machine, in a run that is to stay offline. */
export class LeftOffline extends Error {
  override readonly name = 'LeftOffline';
}

export interface OfflineGuardOptions {
  /** Refuses every address but loopback, not only those of AWS. */
  readonly strict?: boolean;
}

/** AWS's endpoints, and the addresses that hand out credentials on EC2, ECS and EKS. */
const AWS_HOST = /(^|\.)(amazonaws\.com|amazonaws\.com\.cn|api\.aws|aws\.dev|amazonaws\.eu)$/i;
const METADATA: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  'fd00:ec2::254',
  'fd00:ec2::23',
]);

type Connect = typeof Socket.prototype.connect;

/**
 * Lets no connection of this thread leave for AWS, so that a client that was not pointed at the target fails at once, and loudly, instead
 * of calling a real account. A database on localhost, or elsewhere, is not disturbed. Disposing of it takes the guard away.
 */
export function guardOffline({ strict = false }: OfflineGuardOptions = {}): Disposable {
  const connect = Socket.prototype.connect;
  const guarded = function (this: Socket, ...args: Parameters<Connect>) {
    const host = hostOf(args);
    if (host === undefined || mayReach(host, strict)) return connect.apply(this, args);
    const refusal = new LeftOffline(
      `something tried to reach \`${host}\`, and this run stays offline: configure the client with \`principal.clientConfig()\`, or choose a target with REHEARSAL_TARGET`,
    );
    process.nextTick(() => this.destroy(refusal));
    return this;
  } as Connect;
  Socket.prototype.connect = guarded;
  return {
    [Symbol.dispose]() {
      if (Socket.prototype.connect === guarded) Socket.prototype.connect = connect;
    },
  };
}

/** The forms of `connect(options)`, `connect(port, host)`, `connect(path)`, and Node's own normalized list; undefined for a local socket. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args;
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === 'object' && first !== null) {
    const { host, path } = first as { readonly host?: string; readonly path?: string | null };
    return typeof path === 'string' ? undefined : (host ?? 'localhost');
  }
  if (typeof first === 'number') return typeof second === 'string' ? second : 'localhost';
  return undefined;
}

function mayReach(host: string, strict: boolean): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (METADATA.has(bare) || AWS_HOST.test(bare)) return false;
  return !strict || isLoopback(bare);
}

function isLoopback(host: string): boolean {
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
