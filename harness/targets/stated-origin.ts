import { originHeaders } from '../emulator/index.js';
import type { RuntimeExtension } from './live-budget.js';
import type { Origin } from './target.js';

interface Request {
  readonly headers: Readonly<Record<string, string>>;
}

interface HttpHandler {
  handle(request: Request, ...rest: readonly unknown[]): Promise<unknown>;
}

/** A request comes from this machine, over TLS, unless it says otherwise: the same as in the process. */
const FROM_HERE: Origin = { sourceIp: '127.0.0.1', secureTransport: true };

/** Lets every call of a client say where it comes from, to a server that believes it. The headers come after signing: AWS has none of them. */
export function originExtension(origin: Origin = {}): RuntimeExtension {
  const stated = originHeaders({ ...FROM_HERE, ...origin });
  return {
    configure(configuration) {
      const handler = configuration.httpHandler() as HttpHandler;
      const stating: HttpHandler = Object.create(handler) as HttpHandler;
      stating.handle = (request, ...rest) => {
        const headers = { ...request.headers, ...stated };
        return handler.handle(
          Object.assign(Object.create(Object.getPrototypeOf(request)), request, { headers }),
          ...rest,
        );
      };
      configuration.setHttpHandler(stating as never);
    },
  };
}
