import { join } from 'node:path';
import { build } from './build.ts';
import { faultIds, runFaults } from './faults/run.ts';
import { runBrowserTests, runChecks, runJest, type Tally } from './test/suites.ts';
import { findTools } from './test/tools.ts';

// `pnpm test`: everything there is to check, one after the other, and one summary at the end.

const root = join(import.meta.dirname, '..');
const tools = findTools(process.env);
const env: NodeJS.ProcessEnv = {
  ...process.env,
  ...tools.env,
  NODE_ENV: 'test',
  NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
};
const results: { title: string; tally: Tally }[] = [];

async function suite(title: string, run: () => Promise<Tally>): Promise<void> {
  console.log(`\n━━ ${title} ━━\n`);
  const tally = await run().catch((error: unknown): Tally => {
    console.error(error instanceof Error ? error.message : error);
    return { passed: 0, failed: 1, skipped: 0 };
  });
  results.push({ title, tally });
}

for (const line of tools.missing) console.log(line);
if (tools.missing.length > 0 && process.env['CI'] === 'true') {
  results.push({ title: 'Tools', tally: { passed: 0, failed: tools.missing.length, skipped: 0 } });
} else {
  await suite('Static checks', () => runChecks(root));
  await suite('Specs', () => runJest(root, env));
  await suite('Faults', () => runFaults(root, env, faultIds(root), 'small'));
  if (tools.env.CHROMIUM_PATH) {
    await suite('Portal in the browser', async () => {
      await build();
      return runBrowserTests(root, env);
    });
  }
}

const total = (key: keyof Tally) => results.reduce((sum, { tally }) => sum + tally[key], 0);
console.log();
for (const { title, tally } of results) {
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  console.log(`${title.padEnd(24)}${tally.passed} passed, ${tally.failed} failed${skipped}`);
}
process.exitCode = total('failed') > 0 ? 1 : 0;
console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
