import { whatsappAccounts, whatsappTemplates } from '@switchboard/contracts';
import { expect, test } from '../people/test.ts';

test('an agent finds a template, fills it, sees what the customer will see, and sends it', async ({
  desk,
  customers,
  admin,
}) => {
  const { simulator } = customers;
  simulator.interakt.templates.add({
    name: 'parcel_news',
    body: 'Hello {{1}}, your parcel comes *{{2}}*.',
    footer: 'Fern & Clay',
    buttons: JSON.stringify([{ type: 'QUICK_REPLY', text: 'Thank you' }]),
  });
  const { items } = await admin(whatsappAccounts.list, {});
  const account = items.find(({ apiBaseUrl }) => apiBaseUrl === simulator.interaktUrl);
  await admin(whatsappTemplates.sync, { params: { id: account!.id } });

  const lina = customers.meet('Lina Gomes');
  await lina.write('When does it come?');
  const agent = await desk('supervisor');
  await agent.open(lina);
  await agent.page.getByRole('button', { name: 'Send a template' }).click();
  const dialog = agent.page.getByRole('dialog', { name: 'Send a template' });
  await dialog.getByRole('searchbox', { name: 'Find a template' }).fill('parcel');
  await dialog.getByRole('button', { name: /parcel_news/ }).click();
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await expect(preview).toContainText('Hello {{1}}, your parcel comes {{2}}.');
  await dialog.getByRole('textbox', { name: '{{1}}' }).fill('Lina');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByText('Needs a value')).toHaveCount(1);
  await dialog.getByRole('textbox', { name: '{{2}}' }).fill('tomorrow');
  await expect(preview).toContainText('Hello Lina, your parcel comes tomorrow.');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog).toHaveCount(0);

  const sent = agent.replySaying('Hello Lina, your parcel comes tomorrow.');
  await expect(sent).toContainText('Template parcel_news');
  await expect(sent.getByRole('list', { name: 'Buttons' })).toContainText('Thank you');
  await expect(sent.getByText('Delivered')).toBeAttached();
  const onPhone = await lina.waitForChat(({ contentType }) => contentType === 'Template');
  expect(onPhone.text).toBe('Hello Lina, your parcel comes *tomorrow*.');
});
