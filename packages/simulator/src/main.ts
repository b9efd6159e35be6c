import { optionsFrom } from './environment.ts';
import { startSimulator } from './simulator.ts';

const people = [
  { name: 'Asha Rao', phone: '+919000000001' },
  { name: 'Vikram Nair', phone: '+919000000002' },
  { name: 'Meera Pillai', phone: '+919000000003' },
];

try {
  const simulator = await startSimulator(optionsFrom(process.env));
  for (const person of people) simulator.customer(person);
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
