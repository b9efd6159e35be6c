import { join } from 'node:path';
import { applyMigrations, keptSecret, startPostgres, startSupabaseLite } from '@switchboard/local-stack';
import type { Lifetime } from './lifetime.ts';
import { ROOT, type Settings } from './settings.ts';

/** The database and the auth service that the API is to use. */
export interface Backend {
  databaseUrl: string;
  directUrl: string;
  supabaseUrl: string;
  anonKey: string;
  /** Set when tokens are signed by HS256; a project of one's own usually publishes its keys instead. */
  jwtSecret: string | undefined;
}

const MIGRATIONS = join(ROOT, 'supabase/migrations');
/** Where a Supabase project has its database on a developer's machine. */
const USUAL_POSTGRES_PORT = 54322;

/** Starts the embedded PostgreSQL and Supabase Lite, or takes the operator's own, and migrates. */
export async function startBackend(settings: Settings, lifetime: Lifetime): Promise<Backend> {
  const { project } = settings;
  if (project) {
    await applyMigrations({ url: project.directUrl, dir: MIGRATIONS });
    return {
      databaseUrl: project.databaseUrl,
      directUrl: project.directUrl,
      supabaseUrl: project.url,
      anonKey: project.anonKey,
      jwtSecret: process.env['SUPABASE_JWT_SECRET'] || undefined,
    };
  }
  const postgres = await lifetime.start('PostgreSQL', join(settings.dataDir, 'logs/postgres.log'), (logFile) =>
    startPostgres({
      dataDir: join(settings.dataDir, 'postgres'),
      preferredPort: USUAL_POSTGRES_PORT,
      logFile,
    }),
  );
  // Auth first: on a real project, too, its tables are there before any migration.
  const supabase = await lifetime.start('Supabase auth', join(settings.dataDir, 'logs/auth.log'), (logFile) =>
    startSupabaseLite({
      databaseUrl: postgres.url,
      port: settings.ports.supabase,
      workdir: join(settings.dataDir, 'supabase'),
      siteUrl: `http://localhost:${settings.ports.web}`,
      logFile,
      ...googleSignIn(),
    }),
  );
  await applyMigrations({ url: postgres.url, dir: MIGRATIONS });
  return {
    databaseUrl: postgres.url,
    directUrl: postgres.url,
    supabaseUrl: supabase.url,
    anonKey: supabase.anonKey,
    jwtSecret: supabase.jwtSecret,
  };
}

function googleSignIn() {
  // The names that the Supabase CLI knows them by.
  const clientId = process.env['SUPABASE_AUTH_EXTERNAL_GOOGLE_CLIENT_ID'];
  const secret = process.env['SUPABASE_AUTH_EXTERNAL_GOOGLE_SECRET'];
  return clientId && secret ? { google: { clientId, secret } } : {};
}

/** The key that credentials at rest are encrypted with: 32 bytes in base64, made once. */
export async function credentialsKey(dataDir: string): Promise<string> {
  return process.env['CREDENTIALS_KEY'] || keptSecret(join(dataDir, 'credentials-key'), newKey);
}

function newKey(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString('base64');
}
