import type { MailNote } from '../parsing/parsed-mail.ts';
import { mayAcknowledge } from './may-acknowledge.ts';

const now = new Date('2026-11-20T12:00:00Z');
const from = (address: string) => ({ address, name: null });

it.each([
  ['asha@example.test', [], 0, true],
  ['asha@example.test', ['no-date', 'signed'], 110, true],
  ['asha@example.test', [], 130, false],
  ['asha@example.test', ['auto-submitted'], 0, false],
  ['asha@example.test', ['auto-reply'], 0, false],
  ['asha@example.test', ['bounce'], 0, false],
  ['asha@example.test', ['no-auto-reply'], 0, false],
  ['no-reply@example.test', [], 0, false],
  ['noreply+42@example.test', [], 0, false],
  ['MAILER-DAEMON@example.test', [], 0, false],
  ['postmaster@example.test', [], 0, false],
  ['noreplyson@example.test', [], 0, true],
  ['orders-noreply@example.test', [], 0, false],
  ['do_not_reply@example.test', [], 0, false],
  ['no.reply.42@example.test', [], 0, false],
  ['owner-cups@example.test', [], 0, false],
  ['cups-request@example.test', [], 0, false],
  ['cups-bounces+asha=example.test@example.test', [], 0, false],
  ['listserv@example.test', [], 0, false],
  ['homeowner@example.test', [], 0, true],
  ['requests@example.test', [], 0, true],
  ['janoreply@example.test', [], 0, true],
] satisfies [string, MailNote[], number, boolean][])('%s %j after %i minutes: %s', (address, notes, minutes, may) => {
  const mail = { from: from(address), returnPath: null, notes };
  expect(mayAcknowledge(mail, null, new Date(now.getTime() - minutes * 60_000), now)).toBe(may);
});

it.each([
  [null, null, true],
  [null, 'asha@example.test', true],
  ['asha@example.test', null, true],
  ['bounces+srs=1a=asha@relay.test', null, true],
  ['', null, false],
  [null, '', false],
  ['', 'asha@example.test', false],
  ['asha@example.test', '', false],
  [null, 'owner-cups@example.test', false],
  ['cups-request@example.test', null, false],
  [null, 'MAILER-DAEMON@example.test', false],
])('of the return path %j, handed over as %j: %s', (returnPath, envelopeFrom, may) => {
  const mail = { from: from('asha@example.test'), returnPath, notes: [] };
  expect(mayAcknowledge(mail, envelopeFrom, now, now)).toBe(may);
});

it('a mail without a sender is answered to nobody', () => {
  expect(mayAcknowledge({ from: null, returnPath: null, notes: [] }, null, now, now)).toBe(false);
});
