import { randomInt } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { keptSecret } from '@switchboard/local-stack';
import { Client } from 'pg';
import { build } from './build.ts';
import { Apps } from './start/apps.ts';
import { credentialsKey, startBackend, type Backend } from './start/backend.ts';
import { endOnSignals, Lifetime } from './start/lifetime.ts';
import { announce, runsSimulator, step } from './start/report.ts';
import { claimPorts, readSettings, ROOT, StartError, type Service, type Settings } from './start/settings.ts';

async function start(lifetime: Lifetime): Promise<void> {
  const startedAt = performance.now();
  const settings = readSettings(process.argv.slice(2));
  await claimPorts(settings, services(settings));
  await mkdir(join(settings.dataDir, 'logs'), { recursive: true });
  const demoPassword = settings.demo ? await passwordOfDemo(settings) : undefined;

  console.log();
  const [backend] = await Promise.all([
    step('Database and sign-in', () => startBackend(settings, lifetime)),
    step('Build', build),
  ]);
  const apps = new Apps(settings, lifetime, await environment(settings, backend, demoPassword));
  await step('Portal', () =>
    Promise.all([
      apps.startApi(),
      apps.startWeb({
        apiUrl: publicApiUrl(settings),
        supabaseUrl: backend.supabaseUrl,
        supabaseAnonKey: backend.anonKey,
      }),
      runsSimulator(settings) && apps.startSimulator(),
      settings.demo && seedOnce(apps, backend),
    ]),
  );
  lifetime.throwIfStopping();
  announce(settings, demoPassword, startedAt);
}

/** The seed knows by itself when it has run; asking first spares starting it. */
async function seedOnce(apps: Apps, { directUrl }: Backend): Promise<void> {
  const client = new Client({ connectionString: directUrl });
  await client.connect();
  const { rowCount } = await client.query("SELECT FROM settings WHERE key = 'demo'");
  await client.end();
  if (rowCount === 0) await apps.seedDemo();
}

function services(settings: Settings): Service[] {
  const embedded: Service[] = settings.project ? [] : ['supabase'];
  const simulated: Service[] = runsSimulator(settings) ? ['simulator', 'simulatorMail'] : [];
  return ['web', 'api', 'smtpIn', ...embedded, ...simulated];
}

async function passwordOfDemo(settings: Settings): Promise<string> {
  return keptSecret(join(settings.dataDir, 'demo-password'), () => settings.demoPassword ?? readablePassword());
}

/** Twelve letters and digits, none of which looks like another: 58 bits, easy to type over. */
function readablePassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';
  const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return [group(), group(), group()].join('-');
}

/** Where browsers reach the API: the addresses of files must have the very origin that the page is allowed to load from. */
function publicApiUrl({ ports }: Settings): string {
  return process.env['PUBLIC_API_URL'] || `http://localhost:${ports.api}`;
}

async function environment(
  settings: Settings,
  backend: Backend,
  demoPassword: string | undefined,
): Promise<NodeJS.ProcessEnv> {
  const { ports, dataDir } = settings;
  return {
    ...process.env,
    // What pnpm sets for jest is nothing to the product.
    NODE_OPTIONS: '',
    NODE_ENV: settings.dev ? 'development' : 'production',
    // Node keeps what it has compiled, and starts the sooner.
    NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/node'),
    DATA_DIR: dataDir,
    DATABASE_URL: backend.databaseUrl,
    DATABASE_DIRECT_URL: backend.directUrl,
    SUPABASE_URL: backend.supabaseUrl,
    SUPABASE_ANON_KEY: backend.anonKey,
    ...(backend.jwtSecret && { SUPABASE_JWT_SECRET: backend.jwtSecret }),
    STORAGE_DIR: process.env['STORAGE_DIR'] || join(dataDir, 'storage'),
    CREDENTIALS_KEY: await credentialsKey(dataDir),
    API_PORT: String(ports.api),
    API_URL: `http://127.0.0.1:${ports.api}`,
    PUBLIC_API_URL: publicApiUrl(settings),
    WEB_ORIGIN: process.env['WEB_ORIGIN'] || `http://localhost:${ports.web},http://127.0.0.1:${ports.web}`,
    SMTP_IN_PORT: String(ports.smtpIn),
    // The simulated providers live on loopback, where a real one never does.
    ...(runsSimulator(settings) && { ALLOW_LOOPBACK_PROVIDERS: '1' }),
    SIM_PORT: String(ports.simulator),
    SIM_SMTP_PORT: String(ports.simulatorMail),
    ...(demoPassword && { DEMO_PASSWORD: demoPassword }),
  };
}

const lifetime = new Lifetime();
endOnSignals(lifetime);
let failure: string | undefined;
try {
  failure = await Promise.race([start(lifetime).then(() => lifetime.ended), lifetime.ended]);
} catch (error) {
  failure = error instanceof StartError ? error.message : String(error instanceof Error ? error.stack : error);
}
if (failure !== undefined) console.error(`\n${failure}\n`);
await lifetime.stop();
if (failure === undefined) console.log('  Stopped.');
process.exit(failure === undefined ? 0 : 1);
