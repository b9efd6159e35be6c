import { globSync } from 'node:fs';

/** Every jest project of the workspace; `pnpm exec jest --selectProjects <name>` runs one. */
export default {
  // Specs start databases, servers and the whole product; on a busy machine that takes its time.
  testTimeout: 120_000,
  projects: globSync('{apps,packages,scripts}/{,*/}jest.config.js', { cwd: import.meta.dirname }).map(
    (path) => `<rootDir>/${path}`,
  ),
};
