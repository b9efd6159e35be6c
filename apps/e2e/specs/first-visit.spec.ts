import { Portal } from '../portal/portal.ts';
import { expect, test as withDemo } from '../people/test.ts';

const test = withDemo.extend<object, { own: Portal }>({
  own: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures from the pattern
    async ({}, use) => {
      const own = await Portal.start('empty');
      await use(own);
      await own.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  portal: [async ({ own }, use) => use(own.addresses), { scope: 'worker' }],
});

// The portal is the story's: each test goes on where the one before ended.
test.describe.configure({ mode: 'serial' });

test('the first visitor of an empty portal sets it up and owns it', async ({ page, browser, portal }) => {
  await page.goto(portal.webUrl);
  await expect(page.getByRole('heading', { name: 'Set up your portal' })).toBeVisible();
  await page.getByLabel('Organisation').fill('Harbour Books');
  await page.getByLabel('Your name').fill('Ada Fernandes');
  await page.getByLabel('E-mail').fill('admin@demo.test');
  await page.getByLabel('Password').fill(portal.password);
  await page.getByRole('button', { name: 'Create the portal' }).click();
  await expect(page.getByText('My inbox is empty')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Ada Fernandes/ })).toBeVisible();
  await page.reload();
  await expect(page.getByText('My inbox is empty')).toBeVisible();

  const other = await browser.newContext();
  const visitor = await other.newPage();
  await visitor.goto(portal.webUrl);
  await expect(visitor.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(visitor.getByText('to Harbour Books')).toBeVisible();
  await other.close();
});

test('a killed server is waited for; what was written meanwhile is all there once it is back, and once only', async ({
  desk,
  customers,
  own,
}) => {
  test.setTimeout(300_000);
  const agent = await desk('admin');
  const [ana, ben, eva] = [customers.meet('Ana Rego'), customers.meet('Ben Thomas'), customers.meet('Eva Lobo')];
  await ana.write('Line 0');
  await agent.open(ana);
  await expect(agent.messagesFrom(ana)).toContainText('Line 0');
  await agent.mark();

  await own.killApi();
  await expect(agent.banner).toContainText('Reconnecting');
  const lines = ['Line 1', 'Line 2', 'Line 3', 'Line 4', 'Line 5'];
  const written = Promise.all([
    ...lines.map((line) => ana.write(line)),
    ben.write('Is anybody there?'),
    customers.untilAccepted(() => eva.mail({ subject: 'Written in the dark', text: 'Hello?' })),
  ]);
  const back = expect(agent.banner).toContainText('Back online', { timeout: 200_000 });
  await own.startAgain();
  await Promise.all([written, back]);

  for (const line of lines) await expect(agent.messagesFrom(ana).filter({ hasText: line })).toHaveCount(1);
  await expect(agent.messagesFrom(ana)).toHaveCount(6);
  // Off the list: while the pointer is on it, new rows wait.
  await agent.messages.hover();
  await expect(agent.row(ben)).toContainText('Is anybody there?');
  await expect(agent.row(eva)).toContainText('Written in the dark');
  await expect(agent.list.getByRole('option')).toHaveCount(3);
  await agent.expectNoReload();

  await agent.answer('We are back.');
  await ana.waitForChat(({ text }) => text === 'We are back.');
  await ana.write('Good!');
  await expect(agent.messagesFrom(ana).last()).toContainText('Good!');
});
