import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test as base, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import type { Client } from '@switchboard/contracts';
import { demoPortal } from '../portal/global-setup.ts';
import type { PortalAddresses } from '../portal/portal.ts';
import { Customers, signedInClient } from './customers.ts';
import { Desk } from './desk.ts';
import { signIn } from './sign-in.ts';

/** People of the demo, by the local part of their address. */
export const names = {
  admin: 'Asha Verma',
  supervisor: 'Daniel Mathew',
  agent: 'Priya Nair',
  agent2: 'Rohan Das',
} as const;
export type DemoAgent = keyof typeof names;

type StorageState = Awaited<ReturnType<BrowserContext['storageState']>>;

interface Fixtures {
  /** Opens the inbox in a browser of its own as one of the demo's people; `prepare` sees its page before anything else. */
  desk: (agent: DemoAgent, options?: BrowserContextOptions, prepare?: (page: Page) => Promise<void>) => Promise<Desk>;
  logsOfFailure: void;
}

interface WorkerFixtures {
  portal: PortalAddresses;
  /** The API as the admin of the demo. */
  admin: Client;
  customers: Customers;
  sessions: Map<DemoAgent, StorageState>;
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
  portal: [async ({}, use) => use(demoPortal()), { scope: 'worker' }],

  admin: [
    async ({ portal }, use) => use(await signedInClient(portal, 'admin@demo.test', portal.password)),
    { scope: 'worker' },
  ],

  customers: [
    async ({ portal, admin }, use) => {
      const customers = await Customers.join(portal, admin);
      await use(customers);
      await customers.leave();
    },
    { scope: 'worker' },
  ],

  // oxlint-disable-next-line no-empty-pattern -- as above
  sessions: [async ({}, use) => use(new Map()), { scope: 'worker' }],

  desk: async ({ browser, portal, sessions }, use) => {
    const desks: Desk[] = [];
    await use(async (agent, options, prepare) => {
      const known = sessions.get(agent);
      const context = await browser.newContext({ ...options, ...(known && { storageState: known }) });
      const desk = new Desk(await context.newPage());
      desks.push(desk);
      await prepare?.(desk.page);
      await desk.page.goto(`${portal.webUrl}/inbox?view=all`);
      if (!known) await signIn(desk.page, `${agent}@demo.test`, portal.password);
      await expect(desk.list.getByRole('heading', { name: 'All' })).toBeVisible();
      if (!known) sessions.set(agent, await context.storageState());
      return desk;
    });
    for (const desk of desks) await desk.page.context().close();
    expect(desks.flatMap(({ problems }) => problems)).toEqual([]);
  },

  logsOfFailure: [
    async ({ portal }, use, info) => {
      await use();
      if (info.status === info.expectedStatus) return;
      const log = await readFile(join(portal.dataDir, 'logs/api.log')).catch(() => '');
      await info.attach('api.log', { body: log, contentType: 'text/plain' });
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';
