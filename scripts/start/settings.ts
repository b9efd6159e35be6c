import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isPortFree } from '@switchboard/local-stack';

/** A mistake of the person at the keyboard: told in one line, without a stack trace. */
export class StartError extends Error {}

export const ROOT = join(import.meta.dirname, '../..');

/** Every port that a start claims on 127.0.0.1, with the variable that moves it. */
const PORTS = {
  api: ['API_PORT', 3002],
  web: ['WEB_PORT', 8080],
  supabase: ['SUPABASE_PORT', 54321],
  smtpIn: ['SMTP_IN_PORT', 2525],
  simulator: ['SIM_PORT', 3900],
  simulatorMail: ['SIM_SMTP_PORT', 2526],
} as const;

export type Service = keyof typeof PORTS;

export interface Settings {
  dataDir: string;
  ports: Record<Service, number>;
  /** Seed the demo and run the simulated customers. */
  demo: boolean;
  demoPassword: string | undefined;
  /** Show what the parts write to their logs. */
  verbose: boolean;
  /** Serve the sources, and rebuild the API as they change. */
  dev: boolean;
  /** A Supabase project of the operator's own, instead of the embedded stack. */
  project: SupabaseProject | undefined;
}

interface SupabaseProject {
  databaseUrl: string;
  directUrl: string;
  url: string;
  anonKey: string;
}

/** Reads `.env`, the environment and the command line; what the shell says wins over `.env`. */
export function readSettings(args: string[]): Settings {
  const file = join(ROOT, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const project = readProject();
  const demoPassword = process.env['DEMO_PASSWORD'] || undefined;
  if (demoPassword !== undefined && demoPassword.length < 8) {
    throw new StartError('DEMO_PASSWORD is too short: people sign in with at least 8 characters.');
  }
  return {
    dataDir: resolve(ROOT, process.env['DATA_DIR'] || '.data'),
    ports: readPorts(),
    // A project of one's own stays clean unless the demo is asked for.
    demo: project ? process.env['DEMO'] === '1' : process.env['DEMO'] !== '0',
    demoPassword,
    verbose: args.includes('--verbose'),
    dev: args.includes('--dev'),
    project,
  };
}

function readProject(): SupabaseProject | undefined {
  const { DATABASE_URL, DATABASE_DIRECT_URL, SUPABASE_URL, SUPABASE_ANON_KEY } = process.env;
  if (!DATABASE_URL && !SUPABASE_URL) return undefined;
  const missing = Object.entries({ DATABASE_URL, SUPABASE_URL, SUPABASE_ANON_KEY }).filter(([, value]) => !value);
  if (!DATABASE_URL || !SUPABASE_URL || !SUPABASE_ANON_KEY) {
    throw new StartError(
      `To use a Supabase project of your own, also set ${missing.map(([name]) => name).join(' and ')}; ` +
        'to use the embedded one, unset DATABASE_URL and SUPABASE_URL.',
    );
  }
  return {
    databaseUrl: DATABASE_URL,
    directUrl: DATABASE_DIRECT_URL || DATABASE_URL,
    url: SUPABASE_URL,
    anonKey: SUPABASE_ANON_KEY,
  };
}

function readPorts(): Record<Service, number> {
  const ports = Object.entries(PORTS).map(([service, [variable, usual]]) => {
    const value = process.env[variable];
    const port = value ? Number(value) : usual;
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new StartError(`${variable} must be a port number between 1 and 65535, not "${value}".`);
    }
    return [service, port];
  });
  return Object.fromEntries(ports) as Record<Service, number>;
}

/**
 * Makes sure that each of the services can have its port.
 *
 * @throws StartError that names the first taken port, its variable and how to change it
 */
export async function claimPorts(settings: Settings, services: Service[]): Promise<void> {
  const owners = new Map<number, string>();
  for (const service of services) {
    const port = settings.ports[service];
    const variable = PORTS[service][0];
    const other = owners.get(port);
    if (other) throw new StartError(`${variable} and ${other} are both ${port}: give one of them another port.`);
    owners.set(port, variable);
    if (!(await isPortFree(port))) {
      throw new StartError(
        `Port ${port} (${variable}) is taken: stop what uses it, or choose another, for example ` +
          `${variable}=${await nextFree(port)} npx pnpm@12 start`,
      );
    }
  }
}

async function nextFree(port: number): Promise<number> {
  for (let candidate = port + 1; candidate < 65_535; candidate += 1) {
    if (await isPortFree(candidate)) return candidate;
  }
  return port;
}
