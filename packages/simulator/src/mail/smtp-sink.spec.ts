import { createTransport } from 'nodemailer';
import { deliveryReport } from './dsn.ts';
import { SmtpSink, type SmtpFault } from './smtp-sink.ts';

const faults: Record<string, SmtpFault> = {
  'busy@example.test': { at: 'mail', reply: '421 Shutting down' },
  'grey@example.test': { at: 'recipient', reply: '450 Greylisted' },
  'full@example.test': { at: 'data', reply: '552 Too large' },
  'lost@example.test': { at: 'dropped' },
};
const sink = new SmtpSink({
  faultFor: (recipient, nth) => (nth === 1 ? (faults[recipient] ?? null) : null),
  greetsAfter: (nth) => (nth === 1 ? 0 : 5),
});

beforeAll(() => sink.start());
afterAll(() => sink.stop());

const send = (to: string, messageId: string) =>
  createTransport({ host: '127.0.0.1', port: sink.port, ignoreTLS: true }).sendMail({
    from: 'support@demo.test',
    to,
    messageId,
    text: 'Hello.\n.\nA line with a dot.',
  });

it('takes a mail whole', async () => {
  await send('asha@example.test', '<a@demo.test>');
  expect(sink.mails[0]).toMatchObject({
    messageId: '<a@demo.test>',
    recipients: ['asha@example.test'],
    isAcknowledged: true,
    raw: expect.stringContaining('A line with a dot.') as string,
  });
});

it.each([
  ['busy@example.test', { responseCode: 421 }],
  ['grey@example.test', { responseCode: 450 }],
  ['full@example.test', { responseCode: 552 }],
  ['lost@example.test', { code: 'ECONNECTION' }],
])('does to %s what it was told, the first time', async (to, error) => {
  await expect(send(to, `<1-${to}>`)).rejects.toMatchObject(error);
  await send(to, `<2-${to}>`);
  expect(sink.triesFor(to)).toBe(2);
});

it('counts a mail as taken though its sender was never told', () => {
  const lost = sink.mails.filter(({ messageId }) => messageId.includes('lost'));
  expect(lost.map(({ messageId, isAcknowledged }) => [messageId, isAcknowledged])).toEqual([
    ['<1-lost@example.test>', false],
    ['<2-lost@example.test>', true],
  ]);
});

it('says nothing while it holds', async () => {
  sink.hold();
  const before = sink.mails.length;
  const sending = send('asha@example.test', '<held@demo.test>');
  await sink.took(before + 1);
  expect(sink.mails.at(-1)).toMatchObject({ messageId: '<held@demo.test>', isAcknowledged: false });
  sink.release();
  await sending;
  expect(sink.mails.at(-1)?.isAcknowledged).toBe(true);
});

it('reports as it was asked, and copies back the name that the sender gave a recipient', async () => {
  await createTransport({ host: '127.0.0.1', port: sink.port, ignoreTLS: true }).sendMail({
    from: 'support@demo.test',
    to: 'asha@example.test',
    messageId: '<asked@demo.test>',
    text: 'Hello',
    dsn: { id: 'a+1', return: 'headers', notify: ['success', 'failure'], recipient: 'cups@list.test' },
  });
  const mail = sink.mails.at(-1)!;
  expect(deliveryReport(mail, 'delivered')).toMatch(
    /Original-Envelope-Id: a\+1\r\n[^]*Original-Recipient: rfc822;cups@list\.test\r\nFinal-Recipient: rfc822;asha@example\.test\r\nAction: delivered\r\n[^]*Message-ID: <asked@demo\.test>/,
  );
  expect(deliveryReport(mail, 'delayed')).toBeNull();
});
