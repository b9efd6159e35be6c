import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const list = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  );
const optional = z
  .string()
  .optional()
  .transform((text) => text || undefined);

const key = z
  .string()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'must be 32 bytes in base64 (openssl rand -base64 32)');

/** Every variable the API reads. `.env.example` explains each. */
const Environment = z.object({
  NODE_ENV: z.string().default('production'),
  ROLE: z.enum(['all', 'api', 'worker']).default('all'),
  HOST: z.string().default('127.0.0.1'),
  API_PORT: port(3002),
  PUBLIC_API_URL: optional,
  WEB_ORIGIN: list,
  TRUSTED_PROXIES: list,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),

  DATABASE_URL: z.string().min(1),
  DATABASE_DIRECT_URL: optional,
  DATABASE_POOL_SIZE: z.coerce.number().int().min(4).max(200).default(20),
  REDIS_URL: optional,

  SUPABASE_URL: z.url(),
  SUPABASE_ANON_KEY: z.string().min(1),
  SUPABASE_JWT_SECRET: optional,
  SUPABASE_SERVICE_ROLE_KEY: optional,
  GOOGLE_SIGN_IN_DOMAINS: list,

  CREDENTIALS_KEY: key,
  CREDENTIALS_KEY_PREVIOUS: z.union([z.literal('').transform(() => undefined), key]).optional(),

  STORAGE_DIR: optional,
  STORAGE_BUCKET: z.string().default('switchboard'),

  CLAMAV_HOST: optional,

  SMTP_IN_PORT: z
    .string()
    .optional()
    .transform((text) => (text === undefined || text === '' ? undefined : Number(text)))
    .pipe(z.number().int().min(0).max(65_535).optional()),
  ALLOW_LOOPBACK_PROVIDERS: z
    .enum(['0', '1'])
    .default('0')
    .transform((value) => value === '1'),

  GEMINI_API_KEY: optional,
  GEMINI_MODEL: z.string().default('gemini-2.0-flash'),
  GEMINI_BASE_URL: optional,

  UNDO_SECONDS: z.coerce.number().int().min(0).max(60).default(10),

  METRICS_TOKEN: optional,
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(1200),
});

export type Environment = z.infer<typeof Environment>;

/** Where the API is reached from outside, without a slash at the end. */
export function publicUrl({ PUBLIC_API_URL, HOST, API_PORT }: Environment): string {
  return (PUBLIC_API_URL ?? `http://${HOST}:${API_PORT}`).replace(/\/+$/, '');
}

/** Injection token of the parsed environment. */
export const ENVIRONMENT = Symbol('ENVIRONMENT');

/**
 * Parses the environment once, at the door.
 *
 * @throws Error with one line per bad variable.
 */
export function readEnvironment(source: NodeJS.ProcessEnv = process.env): Environment {
  const parsed = Environment.safeParse(source);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The environment is not complete:\n${lines.join('\n')}`);
}
