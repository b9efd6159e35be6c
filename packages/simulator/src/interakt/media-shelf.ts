import { randomUUID } from 'node:crypto';
import type { ChatMedia } from './chats.ts';

interface Kept {
  content: Buffer<ArrayBuffer>;
  contentType: string;
  filename: string;
}

const LARGEST = 16 * 1024 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;
const FETCH_WITHIN_MS = 10_000;

/** Pictures and files of the chats, in memory; the oldest make room past a bound. */
export class MediaShelf {
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;
  #baseUrl = '';
  #failing: number[] = [];

  /** Where the shelf is served, known once the server listens. */
  serveAt(baseUrl: string): void {
    this.#baseUrl = baseUrl;
  }

  keep(file: Kept): ChatMedia {
    const id = randomUUID();
    this.#kept.set(id, file);
    this.#bytes += file.content.length;
    for (const [oldest, { content }] of this.#kept) {
      if (this.#bytes <= MOST_BYTES || oldest === id) break;
      this.#kept.delete(oldest);
      this.#bytes -= content.length;
    }
    return {
      url: `${this.#baseUrl}/interakt/media/${id}/${encodeURIComponent(file.filename)}`,
      contentType: file.contentType,
      filename: file.filename,
    };
  }

  get(id: string): Kept | undefined {
    return this.#kept.get(id);
  }

  /** The next files that are asked for are answered with these statuses instead. */
  failWith(...statuses: number[]): void {
    this.#failing.push(...statuses);
  }

  /** The status that the next answer has to have; undefined when it may succeed. */
  takeFailure(): number | undefined {
    return this.#failing.shift();
  }

  /** Copies a file of the business, as Interakt does before WhatsApp delivers it. */
  async fetch(url: string, filename: string): Promise<ChatMedia> {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_WITHIN_MS) });
    const content = Buffer.from(await response.arrayBuffer());
    if (!response.ok || content.length > LARGEST)
      throw new Error(`${url} answered ${response.status}, ${content.length} bytes`);
    return this.keep({
      content,
      contentType: response.headers.get('content-type') ?? 'application/octet-stream',
      filename,
    });
  }
}
