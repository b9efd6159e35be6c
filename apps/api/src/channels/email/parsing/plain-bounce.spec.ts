import { MailParser } from './mail-parser.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

const ABOUT = '<11111111-2222@demo.test>';
const original = `Return-Path: <support@demo.test>\r\nMessage-ID: ${ABOUT}\r\nSubject: Re: Cup\r\n\r\nYour cup`;

async function report(headers: string, body: string) {
  const raw = `To: support@demo.test\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\nMessage-ID: <b@mx.test>\r\n${headers}\r\n\r\n${body}`;
  return (await parser.parse(Buffer.from(raw))).report;
}

it('of qmail', async () => {
  const said = await report(
    'From: MAILER-DAEMON@mx.example.test\r\nSubject: failure notice',
    `Hi. This is the qmail-send program at mx.example.test.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n<asha@example.test>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n${original}`,
  );
  expect(said).toMatchObject({
    about: ABOUT,
    failures: [{ recipient: 'asha@example.test', words: expect.stringContaining('no mailbox here') as unknown }],
  });
});

it('of Postfix, as text', async () => {
  const said = await report(
    'From: MAILER-DAEMON@mx.example.test (Mail Delivery System)\r\nSubject: Undelivered Mail Returned to Sender',
    `This is the mail system at host mx.example.test.\r\n\r\n<asha@example.test>: host in.example.test[192.0.2.1] said: 550 5.1.1\r\n    <asha@example.test>: Recipient address rejected: User unknown\r\n\r\n${original}`,
  );
  expect(said).toMatchObject({
    about: ABOUT,
    failures: [{ recipient: 'asha@example.test', words: expect.stringContaining('550 5.1.1') as unknown }],
  });
});

it('of Exchange', async () => {
  const said = await report(
    'From: postmaster@example.test\r\nSubject: Undeliverable: Re: Cup',
    `Delivery has failed to these recipients or groups:\r\n\r\nasha@example.test\r\nThe email address you entered couldn't be found.\r\n\r\nDiagnostic information for administrators:\r\n\r\nasha@example.test\r\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\r\n\r\nOriginal message headers:\r\n\r\n${original}`,
  );
  expect(said).toMatchObject({ about: ABOUT, failures: [{ recipient: 'asha@example.test' }] });
});

it('of Exim, which answers the mail', async () => {
  const said = await report(
    `From: Mail Delivery System <Mailer-Daemon@mx.example.test>\r\nSubject: Mail delivery failed: returning message to sender\r\nX-Failed-Recipients: asha@example.test\r\nIn-Reply-To: ${ABOUT}`,
    'This message was created automatically by mail delivery software.\r\n\r\n  asha@example.test\r\n    SMTP error from remote mail server after RCPT TO: 550 unknown user\r\n',
  );
  expect(said).toMatchObject({ about: ABOUT, failures: [{ recipient: 'asha@example.test' }] });
});

it('of a delay fails nothing', async () => {
  const said = await report(
    'From: MAILER-DAEMON@mx.example.test\r\nSubject: Warning: message delayed',
    `A message has not yet been delivered to asha@example.test. Delivery will be retried.\r\n\r\n${original}`,
  );
  expect(said).toMatchObject({ about: ABOUT, failures: [], delays: [{ recipient: 'asha@example.test' }] });
});

it('is not what a customer writes about a failure', async () => {
  expect(
    await report('From: asha@example.test\r\nSubject: Undeliverable', `I got a 550 5.1.1 for dev@example.test`),
  ).toBeNull();
  expect(
    await report('From: asha@example.test\r\nSubject: Re: Cup', `dev@example.test 550 5.1.1\r\n${original}`),
  ).toBeNull();
});
