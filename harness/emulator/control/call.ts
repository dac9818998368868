import { ControlError } from './control-error.js';

interface ControlCall {
  call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T>;
  /** The body of an answer that goes on. */
  open(path: string, signal: AbortSignal | undefined): Promise<ReadableStream<Uint8Array>>;
}

/** Calls the control interface at an endpoint. Rejects with {@link ControlError}. */
export function controlCall(endpoint: string): ControlCall {
  const urlOf = (path: string) => new URL(`/_rehearsal/${path}`, endpoint);
  return {
    async call<T>(method: 'GET' | 'POST', path: string, body?: object) {
      const init = body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
      const response = await fetch(urlOf(path), { method, ...init });
      const text = await response.text();
      if (!response.ok) throw refused(response.status, text);
      return (text === '' ? undefined : parsed(text)) as T;
    },
    async open(path, signal) {
      const response = await fetch(urlOf(path), signal && { signal });
      if (response.ok && response.body) return response.body;
      throw refused(response.status, await response.text());
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw noControl(200);
  }
}

function refused(status: number, text: string): ControlError {
  try {
    const { code, message } = (JSON.parse(text) as { error: { code: string; message: string } }).error;
    return new ControlError(status, code, message);
  } catch {
    return noControl(status);
  }
}

/** Another server answers in a form of its own. */
function noControl(status: number): ControlError {
  return new ControlError(status, 'NoControl', 'this server has no control interface; start it with `rehearse serve`');
}
