import type { WireRequest } from '../aws/http.js';
import type { Front } from '../aws/pipeline.js';
import { type Listening, listen } from '../aws/server.js';
import { isLoopbackAddress } from './control/access.js';
import { type Controlled, createControl } from './control/index.js';
import type { ServeOptions } from './emulator.js';

export interface ServingOptions {
  readonly handle: Front;
  readonly onError: (error: unknown) => void;
  /** What the control interface works on. */
  controlled(): Controlled;
}

/** The HTTP endpoint of an emulator. */
export interface Serving {
  /** Opens it when it is first asked for; later calls answer the same URL. */
  listen(options?: ServeOptions): Promise<string>;
  close(): Promise<void>;
}

export function createServing({ handle, onError, controlled }: ServingOptions): Serving {
  let listening: Promise<Listening> | undefined;
  const endStreams: (() => void)[] = [];
  const front = ({ control: access = 'loopback', trustOrigin = false, page, figures }: ServeOptions): Front => {
    const mayStateOrigin = ({ origin }: WireRequest) =>
      trustOrigin && (access === 'any' || isLoopbackAddress(origin.sourceIp));
    const believing: Front = (request) => handle({ ...request, mayStateOrigin: mayStateOrigin(request) });
    const answering = trustOrigin ? believing : handle;
    if (access === 'off') return answering;
    const control = createControl({ emulator: controlled(), access, page, figures, mayStateOrigin, onError });
    endStreams.push(control.close);
    return control.before(answering);
  };
  return {
    listen(serve = {}) {
      listening ??= listen({
        ...endpoint(serve),
        handle: front(serve),
        onError,
      }).catch((error) => {
        listening = undefined; // so that another port can be tried, and closing has nothing to wait for
        throw error;
      });
      return listening.then(({ url }) => url);
    },
    async close() {
      for (const end of endStreams.splice(0)) end();
      await (await listening)?.close();
      listening = undefined;
    },
  };
}

function endpoint({ host, port, secureTransport, limits }: ServeOptions) {
  return {
    ...(limits && { limits }),
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(secureTransport !== undefined && {
      origin: ({ remoteAddress = '127.0.0.1' }: { readonly remoteAddress?: string | undefined }) => ({
        sourceIp: remoteAddress.replace(/^::ffff:/, ''),
        secureTransport,
      }),
    }),
  };
}
