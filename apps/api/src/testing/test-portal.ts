import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, startSupabaseLite, type RunningSupabase } from '@switchboard/local-stack';
import { startTestApp, type TestApp } from './test-app.ts';

export interface TestPortal {
  app: TestApp;
  supabase: RunningSupabase;
  close(): Promise<void>;
}

/** The application with a sign-in service: Supabase Lite on the same database. For specs that use passwords. */
export async function startTestPortal(environment: NodeJS.ProcessEnv = {}): Promise<TestPortal> {
  const database = await createTestDatabase();
  const workdir = await mkdtemp(join(tmpdir(), 'switchboard-supabase-'));
  const supabase = await startSupabaseLite({ databaseUrl: database.url, workdir });
  const app = await startTestApp({
    DATABASE_URL: database.url,
    SUPABASE_URL: supabase.url,
    SUPABASE_ANON_KEY: supabase.anonKey,
    SUPABASE_JWT_SECRET: supabase.jwtSecret,
    ...environment,
  });
  return {
    app,
    supabase,
    async close() {
      await app.close();
      await supabase.stop();
      await database.drop();
      await rm(workdir, { recursive: true, force: true });
    },
  };
}
