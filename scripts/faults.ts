import { join } from 'node:path';
import { faultIds, runFaults } from './faults/run.ts';
import { findTools } from './test/tools.ts';

// `pnpm faults <id> …`: breaks a portal that is in use, as often as docs/faults.md promises, and counts what was lost.
// `--small` runs them with the counts of `pnpm test`; all of them unless some are named.

const root = join(import.meta.dirname, '..');
const known = faultIds(root);
const args = process.argv.slice(2);
const small = args.includes('--small');
const named = args.filter((argument) => argument !== '--small');
const ids = named.length === 0 && small ? known : named;

if (ids.length === 0 || ids.some((id) => !known.includes(id))) {
  console.error(`Which fault? pnpm faults ${known.join(' | ')} [--small], or pnpm faults --small for all`);
  process.exitCode = 1;
} else {
  const env = { ...process.env, ...findTools(process.env).env };
  const { failed } = await runFaults(root, env, ids, small ? 'small' : 'full');
  process.exitCode = failed > 0 ? 1 : 0;
}
