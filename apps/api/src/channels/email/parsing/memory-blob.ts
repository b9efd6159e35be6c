const LINE_END = Buffer.from('\n');

/**
 * A Blob that lies in memory. The reader of MIME makes one of each body, of two pieces for each of its lines, and reads it
 * once; Node keeps the pieces apart, and takes longer to read them one after the other than all else takes.
 */
export class MemoryBlob extends Blob {
  readonly #pieces: Uint8Array[];

  constructor(parts: BlobPart[] = []) {
    super();
    this.#pieces = parts.map(bytesOf);
  }

  override arrayBuffer(): Promise<ArrayBuffer> {
    const whole = new Uint8Array(this.#pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of this.#pieces) {
      whole.set(piece, at);
      at += piece.length;
    }
    return Promise.resolve(whole.buffer);
  }
}

function bytesOf(part: BlobPart): Uint8Array {
  if (part === '\n') return LINE_END;
  if (typeof part === 'string') return Buffer.from(part);
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  if (part instanceof Blob) throw new TypeError('A Blob of Blobs does not lie in memory.');
  return new Uint8Array(part);
}
