import { join } from 'node:path';
import { startWebServer } from './start/web-server.ts';

// The built portal by itself, for machines that run the API and Supabase elsewhere: see docker-compose.yml.

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set`);
  return value;
}

const server = await startWebServer({
  dir: join(import.meta.dirname, '../apps/web/dist'),
  port: Number(process.env['WEB_PORT'] || 8080),
  host: process.env['HOST'] || '127.0.0.1',
  config: {
    apiUrl: required('PUBLIC_API_URL'),
    supabaseUrl: required('SUPABASE_URL'),
    supabaseAnonKey: required('SUPABASE_ANON_KEY'),
  },
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close();
    server.closeIdleConnections();
  });
}
