import { seedDemo } from './demo/seed-demo.ts';
import { readEnvironment } from './kernel/config/environment.ts';

const { env } = process;
const password = env['DEMO_PASSWORD'];
if (!password) throw new Error('DEMO_PASSWORD is missing: the password of the demo people.');

await seedDemo(readEnvironment(env), {
  apiUrl: env['API_URL'] ?? `http://127.0.0.1:${env['API_PORT'] ?? 3002}`,
  password,
  supportAddress: env['SUPPORT_ADDRESS'] ?? 'support@demo.test',
  smtpOutPort: Number(env['SIM_SMTP_PORT'] ?? 2526),
  interakt: {
    slug: env['INTERAKT_SLUG'] ?? 'demo',
    apiKey: env['INTERAKT_API_KEY'] ?? 'demo-interakt-key',
    webhookSecret: env['INTERAKT_WEBHOOK_SECRET'] ?? 'demo-interakt-secret',
    businessNumber: env['INTERAKT_BUSINESS_NUMBER'] ?? '+919000099999',
    apiBaseUrl: `http://127.0.0.1:${env['SIM_PORT'] ?? 3900}/interakt`,
  },
});
