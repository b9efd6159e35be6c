import { randomInt } from 'node:crypto';
import { auth, createClient, supportEmails } from '@switchboard/contracts';
import { startSimulator } from '@switchboard/simulator';
import { expect, test } from '../people/test.ts';

test('a number and a mailbox that an admin adds carry messages both ways; the ledger keeps what was refused', async ({
  desk,
  portal,
}) => {
  const admin = await desk('admin');
  const { page } = admin;
  const tag = `shop-${randomInt(1e6)}`;
  const address = `${tag}@demo.test`;
  const secrets = { apiKey: 'the-key-of-the-shop', webhookSecret: 'the-secret-of-the-shop' };
  const simulator = await startSimulator({
    port: 0,
    apiUrl: portal.apiUrl,
    interakt: { slug: tag, businessNumber: '+919000099001', ...secrets },
    smtpIn: { host: '127.0.0.1', port: portal.smtpInPort },
    smtpSinkPort: 0,
    supportAddress: address,
  });
  const maya = simulator.customer({
    name: `Maya Nambiar ${tag}`,
    phone: `+9190000${randomInt(20_000, 99_000)}`,
    email: `maya.${tag}@example.test`,
  });

  await admin.navigation.getByRole('link', { name: 'WhatsApp' }).click();
  await page.getByRole('button', { name: 'Add a number' }).click();
  const number = page.getByRole('dialog', { name: 'Add a WhatsApp number' });
  await number.getByLabel('Name', { exact: true }).fill('Second shop');
  await number.getByLabel('Business number').fill(`+91 90000 ${randomInt(20_000, 99_000)}`);
  await number.getByLabel('Short name').fill(tag);
  await number.getByLabel('API key').fill(secrets.apiKey);
  await number.getByLabel('Webhook secret').fill(secrets.webhookSecret);
  await number.getByLabel('API address').fill(simulator.interaktUrl);
  await number.getByRole('button', { name: 'Add the number' }).click();
  await expect(number).toBeHidden();
  await expect(page.getByText(`${portal.apiUrl}/webhooks/interact/${tag}`)).toBeVisible();

  await admin.navigation.getByRole('link', { name: 'Mailboxes' }).click();
  await page.getByRole('button', { name: 'Add a mailbox' }).click();
  const mailbox = page.getByRole('dialog', { name: 'Add a mailbox' });
  await mailbox.getByRole('textbox', { name: 'Address' }).fill(address);
  await mailbox.getByLabel('Name', { exact: true }).fill('Second shop');
  await mailbox.getByRole('switch', { name: /Receive by IMAP/ }).click();
  await mailbox.getByRole('textbox', { name: 'Server' }).fill('127.0.0.1');
  await mailbox.getByLabel('Port').fill(String(simulator.smtpPort));
  await mailbox.getByRole('switch', { name: 'TLS' }).click();
  await mailbox.getByRole('button', { name: 'Add the mailbox' }).click();
  await expect(mailbox).toBeHidden();
  await expect(page.getByText(address)).toBeVisible();

  await maya.write('Is this the new number?');
  const letter = await maya.mail({ subject: 'Is this the new address?', text: 'Hello?' });
  await admin.show('All');
  await admin.list.getByRole('option', { name: /Maya Nambiar.*new address/ }).click();
  await admin.answer('It is.');
  expect((await maya.waitForMail(({ text }) => text.includes('It is.'))).inReplyTo).toBe(letter.messageId);
  await admin.list.getByRole('option', { name: /Maya Nambiar.*WhatsApp/ }).click();
  await expect(admin.messagesFrom(maya)).toContainText('new number');
  await admin.answer('Both are.');
  await maya.waitForChat(({ text }) => text === 'Both are.');

  const refused = await simulator.interakt.webhooks.post('{"type":"message_received"}', {
    'interakt-signature': 'sha256=0000',
  });
  expect(refused).toBe(401);
  await admin.navigation.getByRole('link', { name: 'Inbound ledger' }).click();
  const entries = page.getByRole('row').filter({ has: page.getByRole('button', { name: /^Show entry/ }) });
  const entry = entries.filter({ hasText: 'Rejected' }).first();
  await expect(entry).toContainText('interakt');
  await entry.getByRole('button', { name: /^Show entry/ }).click();
  await expect(page.getByRole('dialog', { name: /^Entry/ })).toContainText('message_received');
  await simulator.stop();
});

test('a personal token works until it is revoked', async ({ desk, portal }) => {
  const agent = await desk('agent');
  const { page } = agent;
  const name = `Report ${randomInt(1e6)}`;
  await agent.navigation.getByRole('link', { name: 'My API tokens' }).click();
  await page.getByRole('button', { name: 'New token' }).click();
  const form = page.getByRole('dialog', { name: 'New API token' });
  await form.getByLabel('Name').fill(name);
  await form.getByRole('checkbox').first().check();
  await form.getByRole('button', { name: 'Make the token' }).click();
  const token = await page.getByRole('dialog', { name: 'Copy the token now' }).locator('code').innerText();
  await page.getByRole('button', { name: 'Done' }).click();

  const client = createClient({ baseUrl: portal.apiUrl, token: () => token });
  expect(await client(auth.me, {})).toMatchObject({ via: 'api_token', agent: { email: 'agent@demo.test' } });
  await page.getByRole('listitem').filter({ hasText: name }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('button', { name: 'Revoke the token' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: name })).toHaveCount(0);
  await expect(client(auth.me, {})).rejects.toMatchObject({ code: 'unauthenticated' });
});

test('pages that a role does not open are neither offered nor shown', async ({ desk, portal }) => {
  const agent = await desk('agent');
  await expect(agent.navigation.getByRole('link', { name: 'My API tokens' })).toBeVisible();
  for (const page of ['Inbound ledger', 'Roles', 'WhatsApp'])
    await expect(agent.navigation.getByRole('link', { name: page })).toHaveCount(0);
  await agent.page.goto(`${portal.webUrl}/admin/ledger`);
  await expect(agent.page.getByRole('main')).toContainText(/not|right|allow/i);
  await expect(agent.page.getByRole('table')).toHaveCount(0);
});

test('a page that the role does not open is no page, and asks for nothing', async ({ desk, portal }) => {
  const { page } = await desk('agent');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  for (const path of ['whatsapp', 'ledger', 'roles']) {
    await page.goto(`${portal.webUrl}/admin/${path}`);
    await expect(page.getByRole('main').getByText('There is no such page')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  const forbidden = /^\/(whatsapp-accounts|ledger|roles)/;
  expect(asked.filter((path) => forbidden.test(path))).toEqual([]);
});

test('a form that is sent twice before it can be seen to have gone is sent once', async ({ desk, portal, admin }) => {
  const { page } = await desk('admin');
  await page.goto(`${portal.webUrl}/admin/mailboxes`);
  await page.getByRole('button', { name: 'Add a mailbox' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Address' }).fill('twice@demo.test');
  await dialog.getByLabel('Name', { exact: true }).fill('Twice');
  for (const each of ['Receive by IMAP', 'Send by SMTP']) await dialog.getByRole('switch', { name: each }).click();
  let posts = 0;
  page.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname === '/support-emails') posts += 1;
  });
  await dialog.getByRole('button', { name: 'Add the mailbox' }).evaluate((button: HTMLButtonElement) => {
    button.click();
    button.click();
  });
  await expect(dialog).toBeHidden();
  await expect(page.getByText('twice@demo.test')).toBeVisible();
  expect(posts).toBe(1);
  const { items } = await admin(supportEmails.list, {});
  await admin(supportEmails.remove, { params: { id: items.find(({ address }) => address === 'twice@demo.test')!.id } });
});
