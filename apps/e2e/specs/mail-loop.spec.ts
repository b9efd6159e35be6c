import { supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { expect, names, test } from '../people/test.ts';

test('a mail appears by itself, is answered into the thread it began, and the answer joins the same conversation', async ({
  desk,
  customers,
}) => {
  const agent = await desk('agent');
  await agent.mark();
  const nila = customers.meet('Nila Kapoor');

  const first = await nila.mail({
    subject: 'The app shows an error when I log in',
    text: 'Hello,\n\nsince this morning the app says "error 42" when I log in. What can I do?\n\nNila',
  });
  const row = agent.row(nila);
  await expect(row).toContainText('The app shows an error when I log in');
  await expect(row).toContainText('1 unread');

  const id = await agent.open(nila);
  await expect(agent.messagesFrom(nila)).toContainText('since this morning the app says "error 42"');
  await expect(row).not.toContainText('unread');

  await agent.answer('Good morning Nila,\n\nplease update the app to 4.2, then log in once more.');
  await expect(agent.replySaying('please update the app')).toContainText('Sent');
  const answer = await nila.waitForMail(({ text }) => text.includes('please update the app to 4.2'));
  expect(answer).toMatchObject({
    inReplyTo: first.messageId,
    references: [first.messageId],
    subject: 'Re: The app shows an error when I log in',
    from: { address: customers.supportAddress },
    to: [{ address: nila.person.email }],
    cc: [],
  });

  const second = await nila.mail({ answers: answer, text: 'That helped, thank you!' });
  await expect(agent.messagesFrom(nila).filter({ hasText: 'That helped, thank you!' })).toBeVisible();
  expect(agent.conversationId()).toBe(id);
  await expect(row).toHaveCount(1);

  await agent.answer('Glad to hear it.');
  const last = await nila.waitForMail(({ text }) => text.includes('Glad to hear it.'));
  expect(last).toMatchObject({
    inReplyTo: second.messageId,
    references: [first.messageId, answer.messageId, second.messageId],
    threadId: answer.threadId,
  });
  await expect(agent.messages.getByRole('article', { name: `Reply from ${names.agent}` })).toHaveCount(2);
  await agent.expectNoReload();
});

test('a mail that lands in a watched IMAP mailbox appears by itself, and is answered by its SMTP server', async ({
  desk,
  customers,
  admin,
}) => {
  test.skip(!process.env['HAVE_DOVECOT'], 'needs Dovecot');
  await using mailbox = await Dovecot.start();
  const agent = await desk('supervisor');
  const leela = customers.meet('Leela Rao');
  const address = `imap.${leela.person.phone.slice(-5)}@demo.test`;
  const smtp = { host: '127.0.0.1', port: customers.simulator.smtpPort, secure: false, username: '', password: '' };
  const { id } = await admin(supportEmails.create, {
    body: { address, name: 'Sunfield by IMAP', imap: mailbox.server, smtp },
  });

  const { name, email } = leela.person;
  const letter = ['Message-ID: <first@example.test>', `From: ${name} <${email}>`, `To: ${address}`];
  await mailbox.deliver([...letter, 'Subject: Seeds for spring', '', 'Do you ship before March?', ''].join('\r\n'));
  await expect(agent.row(leela)).toContainText('Seeds for spring');
  await agent.open(leela);
  await expect(agent.messagesFrom(leela)).toContainText('Do you ship before March?');

  await agent.answer('From the tenth of February.');
  const answer = await leela.waitForMail(({ text }) => text.includes('From the tenth of February.'));
  expect(answer).toMatchObject({
    inReplyTo: '<first@example.test>',
    references: ['<first@example.test>'],
    from: { address },
    to: [{ address: email }],
  });
  await admin(supportEmails.remove, { params: { id } });
});
