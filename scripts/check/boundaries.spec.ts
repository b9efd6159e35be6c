import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruiseTree } from './boundaries.ts';

/** A house in order: every import here is allowed. */
const clean = {
  'apps/api/src/kernel/database/database.ts': '',
  'apps/api/src/desk/tickets/tickets.module.ts': `import './tickets.controller.ts';`,
  'apps/api/src/desk/tickets/tickets.controller.ts': `import './tickets.service.ts';`,
  'apps/api/src/desk/tickets/tickets.service.ts': `import './tickets.repository.ts'; import './tickets.events.ts';`,
  'apps/api/src/desk/tickets/tickets.repository.ts': `import '../../kernel/database/database.ts'; export type Row = 1;`,
  'apps/api/src/desk/tickets/tickets.events.ts': '',
  'apps/api/src/desk/customers/customers.module.ts': `import '../tickets/tickets.module.ts';`,
  'apps/api/src/desk/customers/customers.service.ts': `import '../tickets/tickets.service.ts';`,
  'apps/api/src/desk/customers/customers.listeners.ts': `import '../tickets/tickets.events.ts';`,
  'apps/api/src/desk/customers/customers.spec.ts': `import '../tickets/tickets.repository.ts';`,
  'apps/api/src/channels/email/email.service.ts': `import '../../desk/tickets/tickets.service.ts';`,
  'apps/api/src/operations/refunds/refunds.service.ts': `import '../../desk/tickets/tickets.service.ts';`,
  'apps/api/src/insight/usage/usage.service.ts': `import '../../desk/tickets/tickets.service.ts';`,
  'apps/web/src/lib/api.ts': '',
  'apps/web/src/components/button.ts': `import '../lib/api.ts';`,
  'apps/web/src/features/inbox/list.ts': `import '../../components/button.ts'; import './row.ts';`,
  'apps/web/src/features/inbox/row.ts': '',
  'apps/web/src/features/calls/list.ts': '',
  'apps/web/src/routes/inbox.ts': `import '../features/inbox/list.ts'; import '../features/calls/list.ts';`,
  'packages/sla/src/index.ts': `import './calendar.ts';`,
  'packages/sla/src/calendar.ts': '',
  'packages/sla/src/calendar.spec.ts': `import 'node:fs';`,
};

let dir: string;

beforeEach(async () => {
  // macOS hands out a link; the rules match real paths.
  dir = await realpath(await mkdtemp(join(tmpdir(), 'boundaries-')));
});

afterEach(async () => {
  await rm(dir, { recursive: true });
});

async function cruiseWith(planted: Record<string, string>) {
  for (const [path, text] of Object.entries({ ...clean, ...planted })) {
    const file = join(dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${text}\nexport {};\n`);
  }
  return cruiseTree(dir, ['apps', 'packages']);
}

it('reads every file of a tree in order and finds nothing', async () => {
  expect(await cruiseWith({})).toEqual({ modules: Object.keys(clean).length, violations: [] });
});

it.each([
  ['kernel-stays-below', 'apps/api/src/kernel/database/database.ts', '../../desk/tickets/tickets.service.ts'],
  ['desk-stays-below', 'apps/api/src/desk/tickets/ticket-state.ts', '../../channels/email/email.service.ts'],
  ['channels-stays-below', 'apps/api/src/channels/email/send.ts', '../../insight/usage/usage.service.ts'],
  ['operations-stays-below', 'apps/api/src/operations/refunds/pay.ts', '../../channels/email/email.service.ts'],
  ['insight-stays-below', 'apps/api/src/insight/usage/mail.ts', '../../channels/email/email.service.ts'],
  ['enter-by-the-door', 'apps/api/src/desk/customers/merge.ts', '../tickets/tickets.repository.ts'],
  ['enter-by-the-door', 'apps/api/src/channels/email/parse.ts', '../../desk/tickets/tickets.controller.ts'],
  ['sla-is-pure', 'packages/sla/src/clock.ts', 'node:fs'],
  ['packages-know-no-app', 'packages/config/src/jest.ts', '../../../apps/web/src/lib/api.ts'],
  ['apps-meet-in-contracts', 'apps/web/src/lib/socket.ts', '../../../api/src/desk/tickets/tickets.events.ts'],
  ['web-runs-without-node', 'apps/web/src/lib/file.ts', 'node:path'],
  ['web-components-stay-below', 'apps/web/src/components/menu.ts', '../features/inbox/row.ts'],
  ['web-features-know-no-route', 'apps/web/src/features/inbox/link.ts', '../../routes/inbox.ts'],
  ['web-features-stand-alone', 'apps/web/src/features/calls/row.ts', '../inbox/row.ts'],
  ['resolvable', 'packages/sla/src/clock.ts', './nowhere.ts'],
])('catches what breaks %s', async (rule, from, to) => {
  const { violations } = await cruiseWith({ [from]: `import '${to}';` });
  expect(violations).toContainEqual(expect.stringMatching(new RegExp(`^${rule}: ${from} → `)));
});

it('catches a type taken from the inside of another module', async () => {
  const from = 'apps/api/src/desk/customers/customers.types.ts';
  const { violations } = await cruiseWith({ [from]: `import type { Row } from '../tickets/tickets.repository.ts';` });
  expect(violations).toContainEqual(expect.stringMatching(`^enter-by-the-door: ${from} → `));
});

it('catches a cycle and a room without a meaning', async () => {
  const { violations } = await cruiseWith({
    'packages/sla/src/calendar.ts': `import './utils/dates.ts';`,
    'packages/sla/src/utils/dates.ts': `import '../calendar.ts';`,
  });
  expect(violations).toContainEqual(expect.stringMatching(/^no-cycle: packages\/sla\/src\/calendar.ts → /));
  expect(violations).toContainEqual(expect.stringMatching(/^a-name-says-what-lives-there: /));
});
