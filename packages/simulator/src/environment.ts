import type { SimulatorOptions } from './simulator.ts';

/** Milliseconds between a message being sent and it showing up on the phone, so that the ticks can be watched. */
const DELIVERY_DELAY_MS = 600;

/**
 * The options of the simulator as the environment gives them; each variable has the value that `pnpm start` uses by default.
 *
 * @throws when a port is not one
 */
export function optionsFrom(env: NodeJS.ProcessEnv): SimulatorOptions {
  return {
    port: port(env, 'SIM_PORT', 3900),
    apiUrl: env['API_URL'] ?? 'http://127.0.0.1:3002',
    interakt: {
      slug: env['INTERAKT_SLUG'] ?? 'demo',
      apiKey: env['INTERAKT_API_KEY'] ?? 'demo-interakt-key',
      webhookSecret: env['INTERAKT_WEBHOOK_SECRET'] ?? 'demo-interakt-secret',
      businessNumber: env['INTERAKT_BUSINESS_NUMBER'] ?? '+919000099999',
      deliveryDelayMs: DELIVERY_DELAY_MS,
      assumeKnown: true,
    },
    smtpIn: { host: env['SMTP_IN_HOST'] ?? '127.0.0.1', port: port(env, 'SMTP_IN_PORT', 2525) },
    smtpSinkPort: port(env, 'SIM_SMTP_PORT', 2526),
    supportAddress: env['SUPPORT_ADDRESS'] ?? 'support@demo.test',
  };
}

function port(env: NodeJS.ProcessEnv, name: string, usual: number): number {
  const value = env[name];
  const number = value === undefined || value === '' ? usual : Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new Error(`${name} must be a port, not ${value}`);
  return number;
}
