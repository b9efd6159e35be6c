import { randomInt } from 'node:crypto';
import { expectAccessible } from '../people/accessible.ts';
import { expect, test } from '../people/test.ts';

test('an agent offers buttons and a list as the phone will show them, and the customer taps', async ({
  desk,
  browser,
  portal,
}) => {
  const agent = await desk('supervisor');
  const nadia = { person: { name: `Nadia Khan ${randomInt(1e6)}` } };
  const phone = await (await browser.newContext()).newPage();
  await phone.goto(portal.phoneUrl);
  await phone.getByRole('button', { name: 'New customer' }).click();
  const person = phone.getByRole('dialog', { name: 'New customer' });
  await person.getByLabel('Name').fill(nadia.person.name);
  await person.getByRole('button', { name: 'Create' }).click();
  await phone.getByRole('textbox', { name: 'Message' }).fill('I need help');
  await phone.keyboard.press('Enter');
  const chat = phone.getByRole('log', { name: 'Chat' });

  await agent.open(nadia);
  await expect(agent.page).toHaveTitle(new RegExp(`${nadia.person.name} · Switchboard$`));
  await expect(agent.page.getByText(/WhatsApp closes in 23 h 5\d m/)).toBeVisible();
  await agent.page.getByRole('textbox', { name: 'Reply' }).fill('Is it about an *order*?');
  await agent.page.getByRole('button', { name: 'Offer choices' }).click();
  const dialog = agent.page.getByRole('dialog', { name: 'Offer choices' });
  const preview = dialog.getByRole('region', { name: 'Preview' });
  await expect(preview.locator('strong')).toHaveText('order');
  await dialog.getByRole('textbox', { name: 'Button 1' }).fill('Yes, about an order of mine');
  await expect(dialog.getByText('At most 20 characters; these are 27')).toBeVisible();
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByRole('textbox', { name: 'Button 1' })).toBeFocused();
  await dialog.getByRole('textbox', { name: 'Button 1' }).fill('Yes');
  await dialog.getByRole('textbox', { name: 'Button 2' }).fill('No');
  await expect(preview.getByRole('list', { name: 'Buttons' })).toHaveText('YesNo');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(agent.page.getByRole('textbox', { name: 'Reply' })).toHaveValue('');

  await expect(chat.locator('strong')).toHaveText('order');
  await chat.getByRole('button', { name: 'No', exact: true }).click();
  await expect(agent.messagesFrom(nadia).filter({ hasText: 'Pressed a button' })).toContainText('No');

  await agent.page.getByRole('button', { name: 'Offer choices' }).click();
  await dialog.getByRole('radio', { name: /list/ }).click();
  await dialog.getByRole('textbox', { name: 'Question' }).fill('What is it about, then?');
  await dialog.getByRole('textbox', { name: 'What opens the list' }).fill('See the choices');
  const first = dialog.getByRole('group', { name: 'Row 1' });
  await first.getByRole('textbox', { name: 'Row 1' }).fill('A plant is ill');
  await first.getByRole('textbox', { name: 'Says more' }).fill('Leaves, roots, soil');
  await dialog.getByRole('group', { name: 'Row 2' }).getByRole('textbox', { name: 'Row 2' }).fill('Something else');
  await expect(preview.getByRole('list', { name: 'The opened list' })).toContainText('Leaves, roots, soil');
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();

  await chat.locator('summary', { hasText: 'See the choices' }).click();
  await chat.getByRole('button', { name: /A plant is ill/ }).click();
  await expect(agent.messagesFrom(nadia).filter({ hasText: 'Chose from a list' })).toContainText('A plant is ill');
  await phone.context().close();
});

test('a picture that could not be fetched says why, and comes when it is asked for again', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const ravi = customers.meet('Ravi Menon');
  const { media } = customers.simulator.interakt;
  media.failWith(403);
  const content = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  await ravi.sendFile({ content, contentType: 'image/png', filename: 'receipt.png' }, 'Here it is');
  await agent.open(ravi);
  const file = agent.messagesFrom(ravi).getByRole('group', { name: 'receipt.png' });
  await expectAccessible(agent.page, 'A file that is missing');
  await expect(file).toContainText('Picture could not be fetched: its address is not valid any more (403).');
  await file.getByRole('button', { name: 'Try again' }).click();
  await expect(agent.messagesFrom(ravi).getByRole('img', { name: 'receipt.png' })).toBeVisible();
});

test('an administrator writes a template down, and it shows that WhatsApp has not spoken of it', async ({
  desk,
  portal,
}) => {
  const { page } = await desk('admin');
  await page.goto(`${portal.webUrl}/admin/whatsapp`);
  await page.getByRole('button', { name: 'Templates' }).first().click();
  const list = page.getByRole('dialog', { name: 'Message templates' });
  await list.getByRole('button', { name: 'Write down' }).click();
  const dialog = page.getByRole('dialog', { name: 'Write a template down' });
  await expect(page).toHaveTitle(/WhatsApp.* · Switchboard$/);
  const name = `hand_written_${randomInt(1e6)}`;
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello {{2}}');
  await expect(dialog.getByText('{{2}} comes without {{1}}')).toBeVisible();
  await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello {{1}}, it is {{2}}');
  await dialog.getByRole('button', { name: 'Add a button' }).click();
  await dialog.getByRole('textbox', { name: 'Says' }).fill('Thank you');
  await expectAccessible(page, 'Writing a template down');
  await dialog.getByRole('button', { name: 'Write it down' }).click();
  await list.getByRole('searchbox', { name: 'Find a template' }).fill(name);
  const entry = list.getByRole('listitem').filter({ hasText: name });
  await expect(entry).toContainText('Not known');
  await expect(entry).toContainText('[Thank you]');
});

test('what is missing in a list of choices is said at its field', async ({ desk, customers }) => {
  const sita = customers.meet('Sita Roy');
  await sita.write('Which one is better?');
  const agent = await desk('supervisor');
  const { page } = agent;
  await agent.open(sita);
  await page.getByRole('button', { name: 'Offer choices' }).click();
  const dialog = page.getByRole('dialog', { name: 'Offer choices' });
  await dialog.getByRole('radio', { name: /list/ }).click();
  await dialog.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(dialog.getByRole('textbox', { name: 'Question' })).toBeFocused();
  await expect(dialog.getByText('Cannot be empty')).toHaveCount(4);
});
