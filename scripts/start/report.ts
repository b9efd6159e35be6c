import { relative } from 'node:path';
import { styleText } from 'node:util';
import { ROOT, type Settings } from './settings.ts';

type Style = Parameters<typeof styleText>[0];

/** Colours only where someone looks at them: `styleText` respects NO_COLOR and pipes. */
function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Says what is being waited for, and afterwards how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  console.log(`  ${paint('green', '✓')} ${title} ${paint('dim', seconds(performance.now() - begun))}`);
  return result;
}

/** Tells where everything is and how to sign in. */
export function announce(settings: Settings, demoPassword: string | undefined, startedAt: number): void {
  const { ports } = settings;
  const line = (label: string, value: string, note = '') =>
    console.log(`  ${label.padEnd(12)}${paint('cyan', value)}${note && `  ${paint('dim', note)}`}`);

  console.log(
    `\n  ${paint('bold', 'Switchboard is ready')} ${paint('dim', `in ${seconds(performance.now() - startedAt)}`)}\n`,
  );
  line('Portal', `http://localhost:${ports.web}`);
  line('API', `http://localhost:${ports.api}/api/docs`, 'try every endpoint from the page');
  if (runsSimulator(settings))
    line('Customers', `http://localhost:${ports.simulator}`, 'write in as one, and watch it arrive');
  line('Mail in', `smtp://localhost:${ports.smtpIn}`);
  console.log();
  if (demoPassword === undefined) {
    console.log(`  Open the portal to sign in; in an empty one the first visitor becomes its owner.`);
  } else {
    console.log(`  Sign in as  ${paint('bold', 'admin@demo.test')}  with password  ${paint('bold', demoPassword)}`);
    console.log(`  ${paint('dim', 'or supervisor@demo.test, agent@demo.test, agent2@demo.test: same password')}`);
    if (settings.demoPassword !== undefined && settings.demoPassword !== demoPassword) {
      console.log('  DEMO_PASSWORD counted when the demo was made; the password has been this one since then.');
    }
  }
  const dataDir = relative(ROOT, settings.dataDir);
  const shown = dataDir.startsWith('..') ? settings.dataDir : dataDir;
  console.log(`\n  ${paint('dim', `Data is in ${shown}, logs in ${shown}/logs. Ctrl-C stops everything.`)}\n`);
}

/** The simulated customers are part of the embedded stack; beside a project of one's own, of the demo only. */
export function runsSimulator(settings: Settings): boolean {
  return settings.project === undefined || settings.demo;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
