export { lastLines, startChild, type ChildOptions, type RunningChild } from './child.ts';
export { Dovecot } from './dovecot.ts';
export { applyMigrations } from './migrations/apply.ts';
export { freePort, isPortFree, waitForPort } from './ports.ts';
export { startPostgres, type PostgresOptions, type RunningPostgres } from './postgres/start.ts';
export { keptSecret, randomSecret } from './secrets.ts';
export { startSupabaseLite, type RunningSupabase, type SupabaseLiteOptions } from './supabase/start.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
