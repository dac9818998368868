import { ControlError } from './control-error.js';

/**
 * The events of a stream as they come, until it ends. What is said beside them (`event: missed`: how many went by while the reader was
 * busy) ends it with a {@link ControlError}, since a record with holes proves nothing.
 *
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* readEvents<T>(
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  const decoder = new TextDecoder();
  let pending = '';
  try {
    for await (const piece of body) {
      const blocks = (pending + decoder.decode(piece, { stream: true })).split('\n\n');
      pending = blocks.pop() ?? '';
      for (const block of blocks) {
        const { event, data } = fields(block);
        if (event === 'missed') throw missed(data);
        if (data !== undefined) yield JSON.parse(data) as T;
      }
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

function missed(count: string | undefined): ControlError {
  return new ControlError(200, 'DecisionsMissed', `${count} decisions went by unread: read faster, or filter them`);
}

function fields(block: string): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    block.split('\n').flatMap((line) => {
      const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}
