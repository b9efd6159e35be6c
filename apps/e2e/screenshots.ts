import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, expect, type Page } from '@playwright/test';
import { Desk } from './people/desk.ts';
import { signIn } from './people/sign-in.ts';
import { launchOptions } from './portal/browser.ts';
import { Portal } from './portal/portal.ts';

// `pnpm --filter @switchboard/e2e screenshots`: takes the pictures of the README from a freshly seeded demo.

const folder = join(import.meta.dirname, '../../docs/images');
const kavya = { person: { name: 'Kavya Iyer' } };
const wide = { viewport: { width: 1440, height: 900 }, locale: 'en-GB', timezoneId: 'Asia/Kolkata' } as const;

await mkdir(folder, { recursive: true });
const portal = await Portal.start('demo');
const browser = await chromium.launch(launchOptions);
try {
  const { webUrl, apiUrl, phoneUrl, password } = portal.addresses;
  const save = (page: Page, name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

  const phone = await (await browser.newContext({ ...wide, viewport: { width: 1440, height: 860 } })).newPage();
  await phone.goto(phoneUrl);
  await become(phone, 'Kavya Iyer', '+919000010001');

  const context = await browser.newContext(wide);
  const desk = new Desk(await context.newPage());
  await desk.page.goto(`${webUrl}/inbox?view=all`);
  await signIn(desk.page, 'supervisor@demo.test', password);
  await desk.page.getByRole('button', { name: /^Daniel Mathew/ }).click();
  await desk.page.getByRole('menuitemradio', { name: 'Online' }).click();

  await phone.getByRole('button', { name: 'Write a mail' }).click();
  await phone.getByLabel('Subject').fill('Care sheet for the olive trees');
  await phone
    .getByLabel('Text')
    .fill('Hello,\n\ncould you send the care sheet for the six olive trees as well?\n\nKavya');
  await phone.getByRole('region', { name: 'Mail' }).getByRole('button', { name: 'Send' }).click();
  await desk.list.getByRole('option', { name: /Kavya Iyer.*olive trees/ }).click();
  await desk.answer(
    'Hello Kavya,\n\nwith pleasure: water deeply once a week, and keep them out of the wind this month.',
  );
  await phone.getByRole('list', { name: 'Mails' }).getByRole('button').click();
  await expect(phone.getByRole('article').filter({ hasText: 'water deeply once a week' })).toBeVisible();

  await desk.list.getByRole('option', { name: /Kavya Iyer.*WhatsApp/ }).click();
  await expect(desk.messages.getByText('Any news?')).toBeVisible();
  await desk.answer(
    'Good news, Kavya: the papers are through and the truck is moving again. It reaches you tomorrow between 9:00 and 10:00, and the driver rings half an hour before.',
  );
  await expect(desk.replySaying('Good news, Kavya').getByText('Read', { exact: true })).toBeAttached();
  await write(phone, 'Wonderful, thank you so much! 🙏');
  await expect(desk.messagesFrom(kavya).last()).toContainText('Wonderful');
  await desk.reply.fill('You are welcome, Kavya. I ring you at 10:30 to hear that all 40 planters are well.');
  await desk.messages.hover();
  await expect(desk.list.getByRole('option').first()).not.toContainText('unread');
  await save(desk.page, 'inbox-light-1440');
  await phone.getByRole('textbox', { name: 'Message' }).blur();
  await save(phone, 'phone-1440');

  const session = await context.storageState();
  const dark = new Desk(
    await (await browser.newContext({ ...wide, storageState: session, colorScheme: 'dark' })).newPage(),
  );
  await dark.page.goto(`${webUrl}/inbox?view=all`);
  await dark.open({ person: { name: 'Omar Haddad' } });
  await expect(dark.messages.getByText('pallets we can keep')).toBeVisible();
  await dark.messages.hover();
  await save(dark.page, 'inbox-dark-1440');

  const small = { ...wide, viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, storageState: session };
  const pocket = new Desk(await (await browser.newContext(small)).newPage());
  await pocket.page.goto(`${webUrl}/inbox?view=all`);
  await expect(pocket.row(kavya).first()).toBeVisible();
  await save(pocket.page, 'inbox-390');

  const docs = await (await browser.newContext(wide)).newPage();
  await docs.goto(`${apiUrl}/api/docs`);
  await expect(docs.getByRole('button', { name: 'Authorize' })).toBeVisible();
  await save(docs, 'api-docs-1440');
} finally {
  await browser.close();
  await portal.stop();
}

async function become(phone: Page, name: string, number: string): Promise<void> {
  await phone.getByRole('button', { name: 'New customer' }).click();
  const dialog = phone.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('Phone').fill(number);
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(phone.getByLabel('You are')).toHaveValue(number);
}

async function write(phone: Page, text: string): Promise<void> {
  await phone.getByRole('textbox', { name: 'Message' }).fill(text);
  await phone.keyboard.press('Enter');
}
