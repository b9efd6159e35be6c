import { optionsFrom } from './environment.ts';
import { demoTemplates } from './interakt/demo-templates.ts';
import { startSimulator } from './simulator.ts';

/** Somebody new, and some of those who are in the demo's conversations already. */
const people = [
  { name: 'Nila Menon', phone: '+919000000001', email: 'nila@example.test' },
  { name: 'Kavya Iyer', phone: '+919000010001', email: 'kavya@example.test' },
  { name: 'Arjun Mehta', phone: '+919000010002', email: 'arjun@example.test' },
  { name: 'Sunita Patil', phone: '+919000010005', email: 'sunita@example.test' },
  { name: 'Grace Thomas', phone: '+919000010007', email: 'grace@example.test' },
];

try {
  const simulator = await startSimulator(optionsFrom(process.env));
  for (const person of people) simulator.customer(person);
  for (const template of demoTemplates) simulator.interakt.templates.add(template);
  process.stdout.write(`${JSON.stringify({ ready: true, url: simulator.url, smtpPort: simulator.smtpPort })}\n`);

  const stop = () => void simulator.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // A parent that dies without a signal closes this channel.
  process.once('disconnect', stop);
} catch (error) {
  const { code, port, message } = error as Error & { code?: string; port?: number };
  process.stderr.write(
    code === 'EADDRINUSE' ? `Port ${port} is taken: set SIM_PORT or SIM_SMTP_PORT.\n` : `${message}\n`,
  );
  process.exitCode = 1;
}
