import { createTransport } from 'nodemailer';
import { startWithPortal } from '../portal-stand-in.ts';
import { attachmentOf } from './mailboxes.ts';

let portal: Awaited<ReturnType<typeof startWithPortal>>;
beforeEach(async () => {
  portal = await startWithPortal();
});
afterEach(() => portal.stop());

const replyTo = (messageId: string) =>
  createTransport({ host: '127.0.0.1', port: portal.simulator.smtpPort, ignoreTLS: true }).sendMail({
    messageId: '<reply-1@demo.test>',
    from: 'Support <support@demo.test>',
    to: 'asha.rao@example.test',
    bcc: 'someone.else@example.test',
    subject: 'Re: Broken cup',
    text: 'We send a new one.',
    inReplyTo: messageId,
    references: [messageId],
    attachments: [{ filename: 'label.txt', content: 'Ship to Asha' }],
  });

test('a mail, its reply and the answer to that form one thread on both sides', async () => {
  const asha = portal.simulator.customer({ name: 'Asha Rao' });
  const written = await asha.mail({ subject: 'Broken cup', text: 'It came broken. ☕' });
  expect(portal.inbound()[0]).toMatchObject({
    messageId: written.messageId,
    from: { address: 'asha.rao@example.test', name: 'Asha Rao' },
    to: [{ address: 'support@demo.test', name: '' }],
    subject: 'Broken cup',
    text: expect.stringContaining('It came broken. ☕') as unknown,
  });

  await replyTo(written.messageId);
  const reply = await asha.waitForMail((mail) => mail.subject === 'Re: Broken cup');
  expect(reply).toMatchObject({ threadId: written.threadId, inReplyTo: written.messageId, isRead: false });

  const answer = await asha.mail({ text: 'Thank you!', answers: reply });
  expect(answer).toMatchObject({
    threadId: written.threadId,
    subject: 'Re: Broken cup',
    inReplyTo: '<reply-1@demo.test>',
    references: [written.messageId, '<reply-1@demo.test>'],
  });
  expect(portal.inbound()[1]).toMatchObject({ inReplyTo: '<reply-1@demo.test>', references: answer.references });
});

test('keeps attachments, and a blind copy only in the mailbox it is for', async () => {
  await replyTo('<unknown@demo.test>');
  const asha = portal.simulator.customer({ name: 'Asha Rao' });
  const [mail] = asha.mails;
  expect(mail?.attachments).toEqual([{ filename: 'label.txt', contentType: 'text/plain', sizeBytes: 12 }]);
  const raw = portal.simulator.mailboxes.find('asha.rao@example.test', mail?.id ?? '')?.raw ?? Buffer.alloc(0);
  expect((await attachmentOf(raw, 0))?.content.toString()).toBe('Ship to Asha');
  expect(raw.toString()).not.toContain('someone.else');
  expect(portal.simulator.mailboxes.mails('someone.else@example.test')).toHaveLength(1);
});

test('a mail that the portal refuses is not shown as sent', async () => {
  const asha = portal.simulator.customer({ name: 'Asha Rao' });
  await portal.stop();
  await expect(asha.mail({ subject: 'x', text: 'y' })).rejects.toThrow('ECONNREFUSED');
  expect(asha.mails).toEqual([]);
  portal = await startWithPortal();
});
