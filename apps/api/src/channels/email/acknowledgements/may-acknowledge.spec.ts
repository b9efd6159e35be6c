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
] satisfies [string, MailNote[], number, boolean][])('%s %j after %i minutes: %s', (address, notes, minutes, may) => {
  expect(mayAcknowledge({ from: from(address), notes }, new Date(now.getTime() - minutes * 60_000), now)).toBe(may);
});

it('a mail without a sender is answered to nobody', () => {
  expect(mayAcknowledge({ from: null, notes: [] }, now, now)).toBe(false);
});
