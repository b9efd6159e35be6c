import { randomUUID } from 'node:crypto';
import { expect, test } from '../people/test.ts';

const calendar = [
  'BEGIN:VCALENDAR',
  'METHOD:REQUEST',
  'BEGIN:VEVENT',
  'DTSTART;TZID=India Standard Time:20261201T153000',
  'DTEND;TZID=India Standard Time:20261201T160000',
  'SUMMARY:Choosing the new cups',
  'LOCATION:Showroom\\, second floor',
  'ORGANIZER;CN=Meera Shah:mailto:meera@example.test',
  'END:VEVENT',
  'END:VCALENDAR',
].join('\r\n');

test('quotes are folded and come back, an invitation is a card, a picture called a page is shown as what it is', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor', { timezoneId: 'Asia/Kolkata', locale: 'en-GB' });
  const meera = customers.meet('Meera Shah');
  const { name, email } = meera.person;
  const from = { name, address: email };
  const first = `<${randomUUID()}@example.test>`;
  await customers.send({
    from,
    messageId: first,
    subject: 'New cups',
    text: 'Which colours are there?\n\nAm Fr., 20. Nov. 2026 um 10:00 Uhr schrieb Support <support@demo.test>:\n> Old words of ours\n\n-- \nMeera',
  });
  await agent.open(meera);
  const mails = agent.messagesFrom(meera);
  await expect(mails.first()).toContainText('Which colours are there?');
  await expect(mails.first()).not.toContainText('Old words of ours');
  await mails.first().getByRole('button', { name: 'Show original' }).click();
  await expect(mails.first()).toContainText('Old words of ours');
  await mails.first().getByRole('button', { name: 'Hide quoted text' }).click();
  await expect(mails.first()).not.toContainText('Old words of ours');

  await customers.send({
    from,
    inReplyTo: first,
    references: [first],
    subject: 'Re: New cups',
    html: '<div>Shall we meet?</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> Support</div><div>Old words in Outlook</div>',
    alternatives: [{ contentType: 'text/calendar; method=REQUEST; charset=utf-8', content: calendar }],
    attachments: [
      {
        filename: 'page.html',
        contentType: 'text/html',
        content: Buffer.from(
          'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
          'base64',
        ),
      },
    ],
  });
  const card = agent.messages.getByRole('region', { name: 'Invitation' });
  await expect(card).toContainText('Choosing the new cups');
  await expect(card).toContainText(/1 Dec 2026.*15:30/);
  await expect(card).toContainText('Showroom, second floor');
  await expect(card).toContainText('Meera Shah');
  const frame = mails.nth(1).frameLocator('iframe[title="Mail"]');
  await expect(frame.getByText('Shall we meet?')).toBeVisible();
  await expect(frame.getByText('Old words in Outlook')).toHaveCount(0);
  await mails.nth(1).getByRole('button', { name: 'Show original' }).click();
  await expect(frame.getByText('Old words in Outlook')).toBeVisible();
  await expect(mails.nth(1).getByRole('button', { name: 'Enlarge page.html' })).toBeVisible();
});

test('a new subject offers a split, which everybody sees', async ({ desk, customers }) => {
  const agent = await desk('supervisor');
  const colleague = await desk('admin');
  const dev = customers.meet('Dev Patil');
  const { name, email } = dev.person;
  const from = { name, address: email };
  const first = `<${randomUUID()}@example.test>`;
  await customers.send({ from, messageId: first, subject: 'Where is my order', text: 'Any news of it?' });
  await agent.open(dev);
  await colleague.open(dev);
  const subject = 'Invoice for October';
  await customers.send({ from, inReplyTo: first, references: [first], subject, text: 'Please send it.' });
  const offer = agent.messages.getByRole('group', { name: 'New subject' });
  await expect(offer).toContainText('This mail has a new subject, Invoice for October.');
  await expect(colleague.messagesFrom(dev)).toHaveCount(2);
  await offer.getByRole('button', { name: 'Split' }).click();
  await expect(agent.conversation.getByRole('heading', { level: 2 })).toContainText(subject);
  await expect(agent.messagesFrom(dev)).toHaveCount(1);
  await expect(colleague.messagesFrom(dev)).toHaveCount(1);
  await expect(colleague.messagesFrom(dev)).toContainText('Any news of it?');
});

test('an encrypted mail, an empty one and one without headers are called what they are', async ({
  desk,
  customers,
}) => {
  const agent = await desk('supervisor');
  const [sealed, empty, bare] = ['Aziza Noor', 'Bela Roy', 'Chand Lal'].map((name) => customers.meet(name));
  const envelope = ({ person }: { person: { email: string } }) => ({
    envelope: { from: person.email, to: customers.supportAddress },
  });
  const from = ({ person }: { person: { name: string; email: string } }) => `From: ${person.name} <${person.email}>`;
  const encrypted = [
    from(sealed!),
    'Subject: Secret',
    'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
    '',
    '--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n',
    '--b\r\nContent-Type: application/octet-stream; name=encrypted.asc\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n',
    '--b--',
  ].join('\r\n');
  await customers.send({ ...envelope(sealed!), raw: encrypted });
  await expect(agent.row(sealed!)).toContainText('Encrypted mail');

  await customers.send({ ...envelope(empty!), raw: `${from(empty!)}\r\nSubject: Nothing\r\n\r\n` });
  await agent.open(empty!);
  await expect(agent.messagesFrom(empty!)).toContainText('This mail has no text.');

  // Rows wait while the mouse is over the list.
  await agent.messages.hover();
  await customers.send({ ...envelope(bare!), raw: '\r\nJust a line, and no head.\r\n' });
  await agent.list.getByRole('option').filter({ hasText: 'Just a line, and no head.' }).click();
  await expect(agent.messages.getByRole('article')).toContainText('undisclosed recipients');
  await expect(agent.conversation.getByRole('button', { name: `To ${bare!.person.email}` })).toBeVisible();
  await agent.answer('Whom do you mean?');
  await bare!.waitForMail(({ text }) => text.includes('Whom do you mean?'));
});
