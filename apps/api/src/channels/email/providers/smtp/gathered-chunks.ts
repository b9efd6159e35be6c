import { Transform, type TransformCallback } from 'node:stream';

/** Large files still go out piece by piece. */
const MOST_BYTES = 65_536;

/** A mail is composed line by line; it goes on in as few pieces as will do, each of which costs a system call. */
export class GatheredChunks extends Transform {
  private chunks: Buffer[] = [];
  private size = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
    if (this.size >= MOST_BYTES) this.pass();
    done();
  }

  override _flush(done: TransformCallback): void {
    this.pass();
    done();
  }

  private pass(): void {
    if (this.size > 0) this.push(Buffer.concat(this.chunks, this.size));
    this.chunks = [];
    this.size = 0;
  }
}
