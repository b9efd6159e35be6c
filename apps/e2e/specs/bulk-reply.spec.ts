import { expectAccessible } from '../people/accessible.ts';
import { expect, test } from '../people/test.ts';

/** Longer than the undo window. */
const WAIT_MS = 25_000;

test('several customers are answered with one text by mouse and keyboard, and who cannot be is named', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const [gita, hari] = [customers.meet('Gita Pillai'), customers.meet('Hari Das')];
  await gita.mail({ subject: 'Closed today?', text: 'Are you closed today?' });
  await hari.mail({ subject: 'Is the shop open?', text: 'Is the shop open?' });
  const rowOf = (name: string) => agent.list.getByRole('option', { name: new RegExp(name) });
  await expect(rowOf('Hari Das')).toBeVisible();
  await expect(rowOf('Gita Pillai')).toBeVisible();

  await rowOf('Gita Pillai').locator('[data-chooses]').click();
  await agent.page.keyboard.press('j');
  await agent.page.keyboard.press('x');
  const bar = agent.list.getByRole('region', { name: 'Selection' });
  await expect(bar).toContainText('2 selected');
  await agent.page.keyboard.press('Escape');
  await expect(bar).toHaveCount(0);
  await rowOf('Gita Pillai').locator('[data-chooses]').click();
  await rowOf('Hari Das').locator('[data-chooses]').click();
  await expect(rowOf('selected, Gita Pillai')).toBeVisible();
  await expectAccessible(agent.page, 'rows that are selected');

  await bar.getByRole('button', { name: 'Reply to 2' }).click();
  const dialog = agent.page.getByRole('dialog', { name: 'Reply to 2 conversations' });
  await dialog.getByLabel('Text').fill('Hello {{customer.name}}, we are open again.');
  await dialog.getByRole('button', { name: 'Send to 2' }).click();
  await expect(dialog.getByRole('status')).toHaveText('2 sent, 0 skipped');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(bar).toHaveCount(0);
  await gita.waitForMail(({ text }) => text.includes(`Hello ${gita.person.name}, we`), WAIT_MS);
  await hari.waitForMail(({ text }) => text.includes(`Hello ${hari.person.name}, we`), WAIT_MS);

  await rowOf('Gita Pillai').locator('[data-chooses]').click();
  await bar.getByRole('button', { name: 'Reply to 1' }).click();
  const again = agent.page.getByRole('dialog', { name: 'Reply to 1 conversation' });
  await again.getByLabel('Text').fill('We call {{customer.phone}}.');
  await again.getByRole('button', { name: 'Send to 1' }).click();
  await expect(again.getByRole('status')).toHaveText('0 sent, 1 skipped');
  await expect(again.getByRole('list', { name: 'Skipped' })).toContainText(
    `${gita.person.name}: {{customer.phone}} has no value here`,
  );
  await expectAccessible(agent.page, 'the outcome of a bulk reply');
});

test('a customer unsubscribes by the link of such a mail, and who looks at them sees it and can record a change', async ({
  desk,
  customers,
  browser,
}) => {
  test.setTimeout(180_000);
  const agent = await desk('supervisor');
  const iris = customers.meet('Iris Thomas');
  await iris.mail({ subject: 'Opening hours', text: 'When do you open?' });
  const id = await agent.open(iris);
  await agent.row(iris).locator('[data-chooses]').click();
  await agent.list.getByRole('button', { name: 'Reply to 1' }).click();
  const dialog = agent.page.getByRole('dialog', { name: 'Reply to 1 conversation' });
  await dialog.getByLabel('Text').fill('We open at nine.');
  await dialog.getByRole('button', { name: 'Send to 1' }).click();
  await expect(dialog.getByRole('status')).toHaveText('1 sent, 0 skipped');
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  const { unsubscribeUrl } = await iris.waitForMail(({ text }) => text.includes('We open at nine'), WAIT_MS);
  await agent.page.goto(`${new URL(agent.page.url()).origin}/inbox?view=all&conversation=${id}`);
  const copy = agent.page.getByRole('button', { name: `Copy ${iris.person.email}` });
  const address = agent.page.getByRole('listitem').filter({ has: copy });
  await expect(address).toBeVisible();
  await expect(address).not.toContainText('Unsubscribed');

  const context = await browser.newContext({ bypassCSP: true });
  const page = await context.newPage();
  const opened = await page.goto(unsubscribeUrl ?? '');
  expect(opened?.status()).toBe(200);
  await expect(page.getByRole('heading', { name: 'Unsubscribe?' })).toBeVisible();
  await expect(page.getByRole('main')).toContainText('…@example.test');
  await expectAccessible(page, 'before unsubscribing');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'You are unsubscribed' })).toBeVisible();
  await expectAccessible(page, 'after unsubscribing');
  await page.goto(unsubscribeUrl ?? '');
  await expect(page.getByRole('heading', { name: 'You are unsubscribed' })).toBeVisible();
  const broken = await page.goto(`${unsubscribeUrl}x`);
  expect(broken?.status()).toBe(404);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
  await expectAccessible(page, 'a link that does not work');
  await context.close();

  await expect(address).toContainText('Unsubscribed from bulk mail today');
  await expectAccessible(agent.page, 'an address that is unsubscribed');
  await address.getByRole('button', { name: /^Wants it again/ }).click();
  const again = agent.page.getByRole('dialog', { name: 'Does this person want bulk mail again?' });
  await again.getByLabel('How do we know?').fill('Wrote that it was a mistake');
  await again.getByRole('button', { name: 'Record' }).click();
  await expect(address).not.toContainText('Unsubscribed');
});
