import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { freePort, isPortFree } from '../ports.ts';
import { keptSecret, randomSecret } from '../secrets.ts';
import type { SupabaseSettings } from './worker.ts';

export interface SupabaseLiteOptions {
  /** Direct connection of an owner; auth keeps its tables in the schema `auth` of this database. */
  databaseUrl: string;
  /** Where to listen on 127.0.0.1; any free port unless given. */
  port?: number;
  /** Holds the keys that this stand-in signs and recognises; made on first use. */
  workdir: string;
  /** Origin of the browser app, the only place that mails and OAuth may send people back to. */
  siteUrl?: string;
  /** Where the mails go that nobody sends here, such as a password reset; dropped unless given. */
  logFile?: string;
  /** Turns on "Sign in with Google". */
  google?: { clientId: string; secret: string };
}

export interface RunningSupabase {
  /** What `createClient` takes, for example `http://127.0.0.1:54321`. */
  url: string;
  /** Publishable key (`sb_publishable_…`): safe in a browser, acts as `anon`. */
  anonKey: string;
  /** Secret key (`sb_secret_…`): server only, acts as `service_role`. */
  serviceKey: string;
  /** Signs access tokens by HS256; Supabase Lite publishes no JWKS. */
  jwtSecret: string;
  /** Resolves when it has ended, with the reason if it failed. */
  exited: Promise<Error | undefined>;
  stop(): Promise<void>;
}

/**
 * Starts Supabase Lite, the local stand-in for a Supabase project: `/auth/v1` on the given
 * PostgreSQL, as `@supabase/supabase-js` expects it.
 *
 * Sign-ups are confirmed at once, as no mail is sent. It runs in a worker thread: hashing a password
 * takes a tenth of a second, and the thread cannot outlive the process.
 */
export async function startSupabaseLite(options: SupabaseLiteOptions): Promise<RunningSupabase> {
  const port = options.port ?? (await freePort());
  if (!(await isPortFree(port))) throw new Error(`Port ${port} is taken`);
  const kept = (name: string, make?: () => string) => keptSecret(join(options.workdir, name), make);
  const [jwtSecret, anonKey, serviceKey] = await Promise.all([
    kept('jwt-secret'),
    kept('publishable-key', () => `sb_publishable_${randomSecret(24)}`),
    kept('secret-key', () => `sb_secret_${randomSecret(24)}`),
  ]);
  const url = `http://127.0.0.1:${port}`;
  const settings: SupabaseSettings = {
    databaseUrl: options.databaseUrl,
    port,
    url,
    siteUrl: options.siteUrl ?? url,
    jwtSecret,
    anonKey,
    serviceKey,
    google: options.google,
  };
  const worker = launch(settings, options.logFile);
  const exited = new Promise<Error | undefined>((resolve) => {
    worker.once('error', (error) => resolve(error instanceof Error ? error : new Error(String(error))));
    worker.once('exit', () => resolve(undefined));
  });
  const failure = await Promise.race([once(worker, 'message').then(() => 'listening' as const), exited]);
  if (failure !== 'listening') throw failure ?? new Error('Supabase Lite ended while starting');
  return {
    url,
    anonKey,
    serviceKey,
    jwtSecret,
    exited,
    async stop() {
      worker.postMessage('stop');
      await exited;
    },
  };
}

function launch(settings: SupabaseSettings, logFile: string | undefined): Worker {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: settings,
    env: { ...process.env, DO_NOT_TRACK: '1', LITE_TELEMETRY: '0' },
    stdout: true,
    stderr: true,
  });
  for (const output of [worker.stdout, worker.stderr]) {
    if (logFile) output.pipe(createWriteStream(logFile, { flags: 'a' }));
    else output.resume();
  }
  return worker;
}
