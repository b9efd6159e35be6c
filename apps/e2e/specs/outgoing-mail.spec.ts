import { conversations, replyTemplates } from '@switchboard/contracts';
import { expect, test } from '../people/test.ts';

test('an answer is taken back within its undo window: it is gone for everybody, and its text is back', async ({
  desk,
  customers,
}) => {
  const [agent, colleague] = [await desk('supervisor'), await desk('admin')];
  const ravi = customers.meet('Ravi Menon');
  await ravi.mail({ subject: 'A wrong tap', text: 'The tap does not fit.' });
  await agent.open(ravi);
  await colleague.open(ravi);

  await agent.answer('Dear Rawi, that is the wrong name.');
  await expect(colleague.replySaying('the wrong name')).toContainText(/Leaves in \d s/);
  await agent.page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(agent.reply).toHaveValue('Dear Rawi, that is the wrong name.');
  await expect(agent.replySaying('the wrong name')).toHaveCount(0);
  await expect(colleague.replySaying('the wrong name')).toHaveCount(0);

  await agent.answer('Dear Ravi, the right one is on its way.');
  const mail = await ravi.waitForMail(({ text }) => text.includes('the right one'));
  expect(mail.text).not.toContain('Rawi');
});

test('what was sent and resolved is open again for everybody when it is undone, by the toast or in the thread', async ({
  desk,
  customers,
  admin,
}) => {
  const [agent, colleague] = [await desk('supervisor'), await desk('admin')];
  const omar = customers.meet('Omar Aziz');
  await omar.mail({ subject: 'A loose handle', text: 'The handle is loose.' });
  const id = await agent.open(omar);
  const status = async () => (await admin(conversations.get, { params: { id } })).status;
  const sendAndResolve = async (text: string) => {
    await agent.reply.fill(text);
    await agent.page.getByRole('button', { name: 'More ways to send' }).click();
    await agent.page.getByRole('menuitem', { name: /^Send and resolve/ }).click();
  };
  const toast = agent.page
    .getByRole('listitem')
    .filter({ hasText: /Resolved #\d+\. The reply to Omar Aziz \d+ leaves in \d s/ });

  await sendAndResolve('Turn the screw.');
  await expect(colleague.row(omar)).toHaveCount(0);
  await toast.getByRole('button', { name: 'Undo' }).click();
  await expect(agent.reply).toHaveValue('Turn the screw.');
  for (const each of [agent, colleague]) await expect(each.row(omar)).toBeVisible();
  expect(await status()).toBe('open');

  await sendAndResolve('Turn the small screw.');
  await expect(colleague.row(omar)).toHaveCount(0);
  await agent.messages.getByRole('button', { name: 'Undo' }).click();
  await expect(agent.reply).toHaveValue('Turn the small screw.');
  for (const each of [agent, colleague]) await expect(each.row(omar)).toBeVisible();
  expect(await status()).toBe('open');

  await sendAndResolve('Turn the small screw to the left.');
  await omar.waitForMail(({ text }) => text.includes('to the left'));
  expect(await status()).toBe('solved');
});

test('what was sent and snoozed is undone to where it lay, but not over what a colleague has set', async ({
  desk,
  customers,
  admin,
}) => {
  const agent = await desk('supervisor');
  const nia = customers.meet('Nia Okoro');
  await nia.mail({ subject: 'A cracked lid', text: 'The lid has a crack.' });
  const id = await agent.open(nia);
  const params = { id };
  await admin(conversations.update, { params, body: { status: 'on_hold' } });
  const sendAndSnooze = async (text: string) => {
    await agent.reply.fill(text);
    await agent.page.getByRole('button', { name: 'More ways to send' }).click();
    await agent.page.getByRole('menuitem', { name: 'Send and snooze until tomorrow' }).click();
  };
  const undo = agent.page
    .getByRole('listitem')
    .filter({ hasText: /Snoozed #\d+ until .+\. The reply to .+ leaves/ })
    .getByRole('button', { name: 'Undo' });

  await sendAndSnooze('We send a lid.');
  await undo.click();
  await expect(agent.reply).toHaveValue('We send a lid.');
  await expect(agent.row(nia)).toBeVisible();
  expect(await admin(conversations.get, { params })).toMatchObject({ status: 'on_hold', snoozedUntil: null });

  await sendAndSnooze('We send a new lid.');
  await expect(undo).toBeVisible();
  await admin(conversations.update, { params, body: { status: 'closed' } });
  await undo.click();
  await expect(agent.reply).toHaveValue('We send a new lid.');
  expect(await admin(conversations.get, { params })).toMatchObject({ status: 'closed', messageCount: 1 });
});

test('a reply is scheduled, shown as overtaken when the customer writes, and taken back to be written on', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const tara = customers.meet('Tara Bose');
  await tara.mail({ subject: 'When do you open?', text: 'When do you open on Monday?' });
  await agent.open(tara);
  await agent.reply.fill('We are open now.');
  await agent.page.getByRole('button', { name: 'More ways to send' }).click();
  await agent.page.getByRole('menuitem', { name: 'Send later…' }).click();
  await agent.page.getByRole('button', { name: /^Tomorrow, 9:00/ }).click();
  const scheduled = agent.messages.getByRole('group', { name: 'Scheduled message' });
  await expect(scheduled).toContainText('Scheduled for tomorrow 09:00');

  await tara.mail({ subject: 'Re: When do you open?', text: 'Never mind, I found it.' });
  await expect(scheduled).toContainText('The customer has written since');
  await scheduled.getByRole('button', { name: 'Edit' }).click();
  await expect(agent.reply).toHaveValue('We are open now.');
  await expect(scheduled).toHaveCount(0);
});

test('a canned response is found by “/” with the keyboard alone, and a value that is missing is named', async ({
  desk,
  customers,
  admin,
}) => {
  const body = {
    title: 'A new kettle',
    shortcut: 'kettle',
    body: 'Hello {{customer.name}}, we call {{customer.phone}}.',
  };
  await admin(replyTemplates.create, { body });
  const agent = await desk('supervisor');
  const uma = customers.meet('Uma Sen');
  await uma.mail({ subject: 'Money back', text: 'I want my money back.' });
  await agent.open(uma);
  await agent.reply.focus();
  await agent.page.keyboard.type('/ket');
  await expect(agent.page.getByRole('option', { name: /A new kettle/ })).toBeVisible();
  await agent.page.keyboard.press('Enter');
  await expect(agent.reply).toHaveValue(/^Hello .+, we call \{\{customer\.phone\}\}\.$/);
  await expect(agent.page.getByText('{{customer.phone}} has no value here.')).toBeVisible();
  await agent.page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(agent.page.getByText(/customer\.phone\}\} has no value here/).last()).toBeVisible();
  await expect(agent.reply).toHaveValue(/customer\.phone/);
});
