import { messageLike } from './examples.ts';
import { addressesIn, defaultRecipients, mailToAnswer } from './recipients.ts';

const mail = (
  id: string,
  direction: 'inbound' | 'outbound',
  from: string,
  to: string[],
  cc: string[] = [],
  isAutomatic = false,
) =>
  messageLike({
    id,
    direction,
    channel: 'email',
    email: {
      messageId: null,
      subject: null,
      from: { address: from, name: null },
      to: to.map((address) => ({ address, name: null })),
      cc: cc.map((address) => ({ address, name: null })),
      bcc: [],
      html: null,
      fullText: null,
      hasRemoteImages: false,
      seal: null,
      isAutomatic,
      hasOriginal: true,
      threadSubject: null,
      isBulk: false,
      invitation: null,
    },
  });
const ours = 'support@example.test';

describe('who gets an answer', () => {
  it('is the sender, with everybody else in copy, without us and without doubles', () => {
    const received = mail(
      'a',
      'inbound',
      'asha@example.test',
      [ours, 'Ravi@example.test'],
      ['ravi@example.test', 'x@example.test'],
    );
    expect(defaultRecipients(received, ours)).toEqual({
      to: ['asha@example.test'],
      cc: ['ravi@example.test', 'x@example.test'],
    });
  });

  it('is who we wrote to, when nobody has answered yet', () => {
    const written = mail('a', 'outbound', ours, ['asha@example.test'], ['x@example.test']);
    expect(defaultRecipients(written, ours)).toEqual({ to: ['asha@example.test'], cc: ['x@example.test'] });
  });

  it("answers the customer's newest mail, not our own", () => {
    const messages = [mail('new', 'outbound', ours, []), mail('asked', 'inbound', 'a@example.test', []), messageLike()];
    expect(mailToAnswer(messages)?.id).toBe('asked');
    expect(mailToAnswer(messages.slice(0, 1))?.id).toBe('new');
    expect(mailToAnswer([messageLike()])).toBeNull();
  });

  it('answers what a machine wrote only where there is nothing else', () => {
    const bounce = mail('bounce', 'inbound', 'mailer-daemon@example.test', [ours], [], true);
    const sent = mail('sent', 'outbound', ours, ['asha@example.test']);
    const asked = mail('asked', 'inbound', 'asha@example.test', [ours]);
    expect(mailToAnswer([bounce, sent, asked])?.id).toBe('asked');
    expect(mailToAnswer([bounce, sent])?.id).toBe('sent');
    expect(mailToAnswer([bounce])?.id).toBe('bounce');
  });
});

describe('addressesIn', () => {
  it('finds addresses in what people paste', () => {
    expect(addressesIn('Asha <ASHA@example.test>; ravi@example.test, ravi@example.test')).toEqual([
      'asha@example.test',
      'ravi@example.test',
    ]);
  });
  it('finds none where there are none', () => {
    expect(addressesIn('asha@ example, @test')).toEqual([]);
  });
});
