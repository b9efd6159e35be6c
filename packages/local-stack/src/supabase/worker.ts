import { parentPort, workerData } from 'node:worker_threads';
import { serve } from '@hono/node-server';
import { App } from '@supabase/lite';
import { createPostgresConnection } from '@supabase/lite/postgres';

/** What the starting thread hands to this one. */
export interface SupabaseSettings {
  databaseUrl: string;
  port: number;
  url: string;
  siteUrl: string;
  jwtSecret: string;
  anonKey: string;
  serviceKey: string;
  google?: { clientId: string; secret: string } | undefined;
}

const settings = workerData as SupabaseSettings;

const connection = createPostgresConnection({
  url: settings.databaseUrl,
  postgresOptions: { max: 5, onnotice: () => undefined },
});

const app = new App({
  connection,
  // The browser reads no tables: the portal's own API is the only door to them.
  api: { enabled: false, external_url: settings.url },
  studio: { enabled: false },
  // The product records its migrations itself, the same way.
  db: { migrations: { enabled: false } },
  auth: {
    enabled: true,
    site_url: settings.siteUrl,
    additional_redirect_urls: [`${settings.siteUrl}/**`],
    jwt_secret: settings.jwtSecret,
    jwt_expiry: 3600,
    publishable_key: settings.anonKey,
    secret_key: settings.serviceKey,
    enable_signup: true,
    minimum_password_length: 8,
    email: { enable_signup: true, enable_confirmations: false },
    ...(settings.google && {
      external: {
        google: { enabled: true, client_id: settings.google.clientId, secret: settings.google.secret },
      },
    }),
  },
  options: { server: { admin: false } },
});

await app.ensureSystemSchema();
await app.init();

const server = serve({ fetch: answer, hostname: '127.0.0.1', port: settings.port }, () =>
  parentPort?.postMessage('listening'),
);
server.on('error', (error) => {
  throw error;
});

parentPort?.once('message', () => {
  server.close();
  if ('closeAllConnections' in server) server.closeAllConnections();
  void connection.close();
});

/** Lite's auth does not let pages of another origin in with all that supabase-js sends; a real project does. */
async function answer(request: Request): Promise<Response> {
  const { status, headers, body } = await app.fetch(request);
  const open = new Headers(headers);
  open.set('access-control-allow-origin', '*');
  const asked = request.headers.get('access-control-request-headers');
  if (asked) open.set('access-control-allow-headers', asked);
  return new Response(body, { status, headers: open });
}
