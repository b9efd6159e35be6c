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
