import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { GatheredChunks } from './gathered-chunks.ts';

/** As they go on: whoever reads a stream otherwise is handed all that has gathered before it. */
async function gathered(pieces: Buffer[]): Promise<Buffer[]> {
  const out: Buffer[] = [];
  const stream = Readable.from(pieces).pipe(new GatheredChunks());
  stream.on('data', (piece: Buffer) => out.push(piece));
  await finished(stream);
  return out;
}

it('makes one piece of the lines of a mail', async () => {
  const lines = ['From: a@demo.test\r\n', '\r\n', 'Hello\r\n'].map((line) => Buffer.from(line));
  expect(await gathered(lines)).toEqual([Buffer.from('From: a@demo.test\r\n\r\nHello\r\n')]);
});

it('does not wait for the end of a large file, and changes no byte', async () => {
  const pieces = Array.from({ length: 100 }, (_, index) => Buffer.alloc(4000, index));
  const out = await gathered(pieces);
  expect(Buffer.concat(out).equals(Buffer.concat(pieces))).toBe(true);
  expect(out.length).toBeGreaterThan(1);
  expect(Math.max(...out.map(({ length }) => length))).toBeLessThan(70_000);
});

it('passes nothing on where there is nothing', async () => {
  expect(await gathered([])).toEqual([]);
});
