import { globSync } from 'node:fs';

/** Every jest project of the workspace; `pnpm exec jest --selectProjects <name>` runs one. */
export default {
  projects: globSync('{apps,packages,scripts}/{,*/}jest.config.js', { cwd: import.meta.dirname }).map(
    (path) => `<rootDir>/${path}`,
  ),
};
