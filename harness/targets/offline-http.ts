import { Agent, type ClientRequest } from 'node:http';
import type { Refuse } from './offline-refusal.js';
import { replaceMethod } from './replaced-method.js';

/** Requests of node:http and node:https, among them those of the AWS SDK: they can say more of themselves than their connections. */
export function guardHttp(refuse: Refuse): Disposable {
  return replaceMethod(Agent.prototype, 'addRequest', (addRequest) => {
    return function (this: Agent, request: SocketTaker, options: unknown, ...more: unknown[]) {
      const { socketPath } = options as { readonly socketPath?: string };
      const refusal = socketPath ? undefined : refuse(request.host, () => attempt(request));
      if (refusal === undefined) return addRequest.call(this, request, options, ...more);
      return request.onSocket(undefined, refusal);
    };
  });
}

/** How an agent gives a request its socket, or the reason why there is none. */
type SocketTaker = ClientRequest & { onSocket(socket: undefined, error: Error): void };

function attempt(request: ClientRequest): string {
  const { method, path, host, protocol } = request;
  const [, region, service] = SCOPE.exec(String(request.getHeader('authorization'))) ?? [];
  const signed = service === undefined ? '' : `, signed for \`${service}\` in \`${region}\``;
  return `send \`${method} ${protocol}//${host}${path.replace(/\?.*$/s, '')}\`${signed}`;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html */
const SCOPE = /^AWS4-\S+ Credential=[^/,]+\/\d{8}\/([^/,]+)\/([^/,]+)\/aws4_request/;
