import { glob, readFile, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = new Set(['.html', '.js', '.mjs', '.css', '.svg', '.json', '.map', '.txt', '.webmanifest']);
/** Below this many bytes the response fits one packet anyway. */
const WORTHWHILE = 1024;

/** Lays a brotli and a gzip copy beside each compressible file of a folder, for the web server to send. */
export async function precompress(folder: string): Promise<void> {
  const paths = await Array.fromAsync(glob('**/*', { cwd: folder }));
  await Promise.all(
    paths
      .filter((path) => COMPRESSIBLE.has(extname(path)))
      .map(async (path) => {
        const content = await readFile(join(folder, path));
        if (content.length < WORTHWHILE) return;
        const [brotli, gzipped] = await Promise.all([
          // Quality 9 costs a fifth of the time of 11 and gives away 3 % of the size.
          promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
          promisify(gzip)(content, { level: 9 }),
        ]);
        await Promise.all([
          writeFile(join(folder, `${path}.br`), brotli),
          writeFile(join(folder, `${path}.gz`), gzipped),
        ]);
      }),
  );
}
