/** How many events wait for a slow reader; then the oldest go, and the reader is told how many. */
const WAITING = 10_000;
const HEARTBEAT = 10_000;

interface EventStream {
  readonly body: AsyncIterable<Uint8Array>;
  send(event: object): void;
  end(): void;
}

/**
 * Server-sent events, with a comment every ten seconds: it finds out that the reader has gone. `ended` is called once, whoever ends it.
 *
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventStream(ended: () => void): EventStream {
  const waiting: string[] = [': open\n\n'];
  let missed = 0;
  let isOpen = true;
  let wake = () => {};
  const push = (text: string) => {
    if (waiting.length >= WAITING) {
      waiting.shift();
      missed++;
    }
    waiting.push(text);
    wake();
  };
  const heartbeat = setInterval(() => push(': still here\n\n'), HEARTBEAT);
  heartbeat.unref();
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    clearInterval(heartbeat);
    ended();
    wake();
  };
  async function* body() {
    try {
      while (isOpen || waiting.length > 0) {
        if (missed > 0) waiting.unshift(`event: missed\ndata: ${missed}\n\n`);
        missed = 0;
        if (waiting.length > 0) yield Buffer.from(waiting.splice(0).join(''));
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      end();
    }
  }
  return { body: body(), send: (event) => push(`data: ${JSON.stringify(event)}\n\n`), end };
}
