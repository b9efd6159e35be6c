import { readFile } from 'node:fs/promises';
import { expectAccessible } from '../people/accessible.ts';
import { expect, test } from '../people/test.ts';

test('an admin sees what came in by account, processes an entry again, and takes the list along', async ({
  desk,
  customers,
  portal,
}) => {
  const customer = customers.meet('Ledger Example');
  await customer.write('Kept as it came');
  const { page } = await desk('admin');
  await page.goto(`${portal.webUrl}/admin/ledger`);
  const accounts = page.getByRole('region', { name: 'Accounts' });
  const { slug } = customers.simulator.interakt.options;
  await accounts.getByRole('button', { name: `interakt ${slug}` }).click();
  const entries = page.getByRole('region', { name: 'Entries' });
  await expect(entries.getByRole('row').nth(1)).toContainText(slug);
  await expect(entries.locator('td', { hasText: 'email' })).toHaveCount(0);

  await entries
    .getByRole('checkbox', { name: /^Choose entry/ })
    .first()
    .check();
  await page.getByRole('button', { name: 'Process 1 again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Process again' }).click();
  await expect(page.getByRole('list', { name: 'Entries processed again' })).toContainText('1 looked at: 1 taken in');
  await page.reload();
  await expect(entries.getByRole('row').nth(1)).toContainText(slug);
  await expect(page.getByText('1 looked at')).toHaveCount(0);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const saved = await readFile(await (await download).path(), 'utf8');
  expect(saved.split('\r\n')[0]).toContain('id,receivedAt,provider,account');
  expect(saved).toContain(`,interakt,${slug},message_received,processed,`);
  expect(saved).toMatch(/\r\nend,all \d+\r\n$/);
  await expect(page.getByText('The export is saved.')).toBeVisible();

  // What does not end as it should was cut off on its way.
  await page.route('**/ledger/export*', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).slice(0, -20) });
  });
  const saves: string[] = [];
  page.on('download', (file) => saves.push(file.suggestedFilename()));
  await page.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByText('The file was cut off on its way.')).toBeVisible();
  expect(saves).toEqual([]);

  await entries.getByRole('checkbox', { name: /^Choose all/ }).check();
  await expect(page.getByRole('button', { name: /^Process \d+ again$/ })).toBeVisible();
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('menuitemradio', { name: 'Processed' }).click();
  await expect(page.getByRole('button', { name: 'Process all again' })).toBeVisible();

  await entries
    .getByRole('button', { name: /Show entry/ })
    .first()
    .click();
  await expect(page.getByRole('dialog')).toContainText('message_received');
  await page.keyboard.press('Escape');
  await expectAccessible(page, 'ledger of one account');
});

test('an admin sees the templates of a number with their approval, and what the provider says of it', async ({
  desk,
  customers,
  portal,
}) => {
  const { interakt } = customers.simulator;
  interakt.templates.add({ name: 'listed_here', body: 'Hello {{1}}' });
  await interakt.webhooks.send({
    version: '1.0',
    timestamp: new Date().toISOString(),
    type: 'phone_number_quality_update',
    data: { display_phone_number: '919000000099', event: 'FLAGGED', current_limit: 'TIER_1K' },
  });
  const { page } = await desk('admin');
  await page.goto(`${portal.webUrl}/admin/whatsapp`);
  const number = page
    .getByRole('listitem')
    .filter({ hasText: `/webhooks/interact/${interakt.options.slug}` })
    .first();
  await expect(number).toContainText('Quality of the number: flagged, limit TIER_1K');
  await number.getByRole('button', { name: 'Templates' }).click();
  const dialog = page.getByRole('dialog', { name: 'Message templates' });
  await dialog.getByRole('button', { name: 'Fetch from Interakt' }).click();
  const template = dialog.getByRole('listitem').filter({ hasText: 'listed_here' });
  await expect(template).toContainText('Approved');

  await interakt.webhooks.send({
    version: '1.0',
    timestamp: new Date(Date.now() + 1000).toISOString(),
    type: 'message_template_status_update',
    data: {
      event: 'PAUSED',
      message_template_id: 1,
      message_template_name: 'listed_here',
      message_template_language: 'en',
      reason: 'LOW_QUALITY',
    },
  });
  await expect(async () => {
    await page.reload();
    await number.getByRole('button', { name: 'Templates' }).click();
    await expect(template).toContainText('Paused');
  }).toPass();
  await expect(template).toContainText('low quality');
  await expectAccessible(page, 'templates');
});
