import { fileURLToPath } from 'node:url';
import { type Outcome, runSteps, type Step, stepsOf } from './steps.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = (name: string, code: string): Step => ({ name, command: ['node', '-e', code] });

it('type-checks every project that has a tsconfig', () => {
  const names = stepsOf(root).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['types packages/sla', 'types scripts', 'lint', 'imports', 'unused']));
});

it('tells what passed, what did not and what it said, and runs all of them', async () => {
  const heard: Outcome[] = [];
  const outcomes = await runSteps(
    root,
    [
      script('fails', 'console.log("line 1"); console.error("line 2"); process.exitCode = 1'),
      script('passes', ''),
      { name: 'is missing', command: ['no-such-program'] },
    ],
    (outcome) => heard.push(outcome),
  );
  expect(heard).toEqual(outcomes);
  const byName = Object.fromEntries(outcomes.map(({ name, ok, output }) => [name, { ok, output }]));
  expect(byName).toEqual({
    fails: { ok: false, output: 'line 1\nline 2' },
    passes: { ok: true, output: '' },
    'is missing': { ok: false, output: expect.stringContaining('no-such-program') },
  });
});
