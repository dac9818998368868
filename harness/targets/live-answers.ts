import { Readable } from 'node:stream';
import { type RuntimeExtension, watchedHandler } from './live-budget.js';

interface Response {
  readonly headers: Readonly<Record<string, string>>;
  body?: unknown;
}

/** Hands every answer in XML to `learn`: what AWS names there is not to be printed unless the run made it. */
export function answersExtension(learn: (xml: string) => void): RuntimeExtension {
  return watchedHandler(async (call) => {
    const answer = (await call()) as { readonly response: Response };
    const { response } = answer;
    if (!isXml(response.headers)) return answer;
    if (response.body instanceof Uint8Array) learn(Buffer.from(response.body).toString('utf8'));
    if (response.body instanceof Uint8Array || !isStream(response.body)) return answer;
    const whole = await collected(response.body);
    learn(whole.toString('utf8'));
    response.body = Readable.from([whole]);
    return answer;
  });
}

function isXml(headers: Response['headers']): boolean {
  return Object.entries(headers).some(
    ([name, value]) => name.toLowerCase() === 'content-type' && value.includes('xml'),
  );
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function collected(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
