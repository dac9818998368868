type Write = (chunk: string | Uint8Array, ...more: unknown[]) => boolean;

interface Output {
  write: unknown;
}

/** Redacts whatever is written to these streams, by whomever, until it is disposed of: a reporter prints what tests and AWS said. */
export function redactOutput(streams: readonly Output[], redact: (text: string) => string): Disposable {
  const originals = streams.map((stream) => ({ stream, write: stream.write }));
  for (const { stream, write } of originals) {
    const redacted: Write = (chunk, ...more) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      return (write as Write).call(stream, redact(text), ...more);
    };
    stream.write = redacted;
  }
  return {
    [Symbol.dispose]() {
      for (const { stream, write } of originals) stream.write = write;
    },
  };
}
