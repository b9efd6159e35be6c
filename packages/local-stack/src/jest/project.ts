import { fileURLToPath } from 'node:url';

/**
 * The part of a jest project that gives it a real PostgreSQL: spread it into the project's
 * overrides, and call `createTestDatabase()` in the specs.
 */
export const withPostgres = {
  globalSetup: fileURLToPath(new URL('./global-setup.ts', import.meta.url)),
  globalTeardown: fileURLToPath(new URL('./global-teardown.ts', import.meta.url)),
};
