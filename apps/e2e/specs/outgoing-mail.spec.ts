import { replyTemplates } from '@switchboard/contracts';
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
