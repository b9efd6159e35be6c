import { randomInt } from 'node:crypto';
import { expect, test } from '../people/test.ts';

test('a customer writes on the phone, reads the answer there, and the ticks follow', async ({
  desk,
  browser,
  portal,
}) => {
  const agent = await desk('agent');
  await agent.mark();
  const kiran = { person: { name: `Kiran Desai ${randomInt(1e6)}` } };
  const phone = await (await browser.newContext()).newPage();
  await phone.goto(portal.phoneUrl);
  await phone.getByRole('button', { name: 'New customer' }).click();
  const dialog = phone.getByRole('dialog', { name: 'New customer' });
  await dialog.getByLabel('Name').fill(kiran.person.name);
  await dialog.getByRole('button', { name: 'Create' }).click();

  await phone.getByRole('textbox', { name: 'Message' }).fill('Hello, can I log in with my *phone number* too?');
  await phone.keyboard.press('Enter');
  const chat = phone.getByRole('log', { name: 'Chat' });
  await expect(chat.getByRole('img', { name: 'The portal has it' })).toBeVisible();

  const row = agent.row(kiran);
  await expect(row).toContainText('Hello, can I log in');
  await agent.open(kiran);
  await expect(agent.messagesFrom(kiran).locator('strong')).toHaveText('phone number');

  await phone.getByRole('button', { name: 'Back to the list of chats' }).click();
  await agent.answer('Yes, with the number of your order.');
  const reply = agent.replySaying('Yes, with the number of your order.');
  await expect(reply.getByText('Delivered')).toBeAttached();
  await expect(phone.getByRole('button', { name: /Support.*Yes, with the number of your order/ })).toBeVisible();

  await phone.getByRole('button', { name: /Support/ }).click();
  await expect(chat).toContainText('Yes, with the number of your order.');
  await expect(reply.getByText('Read', { exact: true })).toBeAttached();

  await phone.getByRole('textbox', { name: 'Message' }).fill('Great, thanks!');
  await phone.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(agent.messagesFrom(kiran).filter({ hasText: 'Great, thanks!' })).toBeVisible();
  await expect(row).toHaveCount(1);
  await agent.expectNoReload();
  await phone.context().close();
});

test('each tick shows what the provider has said, and never more', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const meera = customers.meet('Meera Shah');
  await meera.write('Do you have the blue one?');
  await agent.open(meera);
  const { faults } = customers.simulator.interakt;

  faults.plan({ kind: 'statuses', order: ['sent'] }, meera.person.phone);
  await agent.answer('We do.');
  await expect(agent.replySaying('We do.').getByText('Sent', { exact: true })).toBeAttached();

  faults.plan({ kind: 'statuses', order: ['read', 'delivered', 'sent'] }, meera.person.phone);
  await agent.answer('In two sizes.');
  await expect(agent.replySaying('In two sizes.').getByText('Read', { exact: true })).toBeAttached();

  faults.plan({ kind: 'statuses', order: ['sent', 'failed'] }, meera.person.phone);
  await agent.answer('Shall I keep one for you?');
  const failed = agent.replySaying('Shall I keep one for you?');
  await expect(failed.getByText('The number is not on WhatsApp (1013)')).toBeVisible();
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect(failed.getByText('Delivered')).toBeAttached();
  await expect(agent.replySaying('We do.').getByText('Sent', { exact: true })).toBeAttached();
  expect(meera.chat.filter(({ from }) => from === 'business')).toHaveLength(4);
});

test('a picture from the phone shows in the thread, and a file goes back', async ({ desk, customers }) => {
  const agent = await desk('agent');
  const tara = customers.meet('Tara Bose');
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
    'base64',
  );
  await tara.sendFile({ content: png, contentType: 'image/png', filename: 'leaf.png' }, 'What is this spot?');
  await agent.open(tara);
  await expect(agent.messagesFrom(tara)).toContainText('What is this spot?');
  const picture = agent.messagesFrom(tara).getByRole('img');
  await expect(picture).toBeVisible();
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1);

  await agent.page.getByLabel('Files to attach').setInputFiles({
    name: 'care guide.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n%%EOF\n'),
  });
  await agent.answer('Leaf rust. The guide says what to do.');
  const arrived = await tara.waitForChat(({ text, media }) => text.includes('Leaf rust') && media !== null);
  expect(arrived.media).toMatchObject({ filename: 'care guide.pdf', contentType: 'application/pdf' });
});
