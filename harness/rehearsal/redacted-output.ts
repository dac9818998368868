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

/**
 * Redacts what a worker prints, before it is handed to the run's first process, which has not heard what AWS answered here. Vitest gives a
 * worker a console with streams of its own.
 */
export function redactWorker(
  { redact }: { readonly redact?: (text: string) => string },
  streams: readonly Output[] = [process.stdout, process.stderr, ...consoleStreams()],
): Disposable {
  return redactOutput(redact ? streams : [], redact ?? String);
}

function consoleStreams(): readonly Output[] {
  const { _stdout: out, _stderr: error } = console as { readonly _stdout?: Output; readonly _stderr?: Output };
  return [out, error].filter(
    (stream) => stream !== undefined && stream !== process.stdout && stream !== process.stderr,
  ) as Output[];
}
