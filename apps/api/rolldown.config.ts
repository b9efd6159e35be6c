import { globSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { defineConfig, type Plugin } from 'rolldown';

const entries = globSync(['src/main.ts', 'src/seed.ts', 'src/openapi.ts', 'src/**/*.worker.ts'], {
  cwd: import.meta.dirname,
});

/**
 * Workers land beside the bundle under their own names, so that the expression
 * `new URL('./x.worker.ts', import.meta.url)`, which is right in the sources, stays right.
 */
const workerUrls: Plugin = {
  name: 'worker-urls',
  transform: {
    filter: { code: /\.worker\.ts['"],\s*import\.meta\.url/ },
    handler: (code) => ({
      code: code.replaceAll(/(['"])[^'"]*?([\w-]+\.worker)\.ts\1,\s*import\.meta\.url/g, "'./$2.js', import.meta.url"),
      // No line moves, so the source map that is there stays true.
      map: null,
    }),
  },
};

export default defineConfig({
  cwd: import.meta.dirname,
  input: Object.fromEntries(entries.map((path) => [basename(path, extname(path)), path])),
  platform: 'node',
  // Packages of the registry stay in node_modules; those of the workspace are TypeScript and go in.
  external: /^(?!@switchboard\/|@oxc-project\/)[a-z@][^:]*$|^node:/,
  // Decorators and their metadata are as tsconfig.json says.
  transform: { target: 'node24' },
  plugins: [workerUrls],
  output: { dir: 'dist', cleanDir: true, sourcemap: true, keepNames: true },
});
