import 'reflect-metadata';
import { createApp } from './create-app.ts';
import { readEnvironment } from './kernel/config/environment.ts';
import { openApiDocument } from './kernel/http/openapi.ts';

// Prints the OpenAPI document. The application is put together but never started: nothing is connected to.

const nowhere = 'postgres://127.0.0.1:9/none';
const environment = readEnvironment({
  NODE_ENV: 'test',
  LOG_LEVEL: 'silent',
  DATABASE_URL: nowhere,
  SUPABASE_URL: 'http://127.0.0.1:9',
  SUPABASE_ANON_KEY: 'none',
  SUPABASE_JWT_SECRET: 'none'.repeat(8),
  CREDENTIALS_KEY: Buffer.alloc(32).toString('base64'),
  STORAGE_DIR: '.',
});
const app = await createApp(environment);
process.stdout.write(`${JSON.stringify(openApiDocument(app), null, 2)}\n`, () => process.exit(0));
