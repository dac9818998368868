const lineFeed = 10;
const none = new Uint8Array(0);

/** Reads lines and counted bytes from a body that arrives in pieces, holding one piece at a time. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = none;

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#pieces = body[Symbol.asyncIterator]();
  }

  /** Without its line end; undefined where the body ends first, the line is longer than `limit` bytes or does not end in CRLF. */
  async line(limit: number): Promise<string | undefined> {
    let line = '';
    while (line.length <= limit) {
      if (!(await this.#fill())) return undefined;
      const end = this.#piece.indexOf(lineFeed);
      const piece = end < 0 ? this.#piece : this.#piece.subarray(0, end + 1);
      line += Buffer.from(piece.buffer, piece.byteOffset, Math.min(piece.length, limit + 2)).toString('latin1');
      this.#piece = this.#piece.subarray(piece.length);
      if (end >= 0) return line.endsWith('\r\n') && line.length <= limit + 2 ? line.slice(0, -2) : undefined;
    }
    return undefined;
  }

  /** Fewer than `count` bytes where the body ends first. */
  async *take(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0 && (await this.#fill()); ) {
      const bytes = this.#piece.length <= left ? this.#piece : this.#piece.subarray(0, left);
      this.#piece = this.#piece.subarray(bytes.length);
      left -= bytes.length;
      yield bytes;
    }
  }

  /** All that is left; undefined where it is more than `limit` bytes. */
  async rest(limit: number): Promise<string | undefined> {
    let text = '';
    while (await this.#fill()) {
      if (text.length + this.#piece.length > limit) return undefined;
      text += Buffer.from(this.#piece).toString('latin1');
      this.#piece = none;
    }
    return text;
  }

  async close(): Promise<void> {
    await this.#pieces.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#piece.length === 0) {
      const next = await this.#pieces.next();
      if (next.done === true) return false;
      this.#piece = next.value;
    }
    return true;
  }
}
