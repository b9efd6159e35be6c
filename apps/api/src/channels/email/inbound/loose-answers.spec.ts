import { randomUUID } from 'node:crypto';
import { supportEmails } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';
import { MailIntake } from './mail-intake.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;
let mailbox: { id: string; address: string };

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  mailbox = await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Demo' } });
}, 60_000);
afterAll(() => app?.close());

interface Written {
  subject: string;
  /** Out of the folder of sent mails. */
  isOurs?: boolean;
  /** The name of the mail it refers to. */
  answers?: string;
  minute: number;
}

const began = Date.now() - 7_200_000;

/** Mails of one customer by their names, with the ids and times that they have in each of the orders they come in. */
class Exchange {
  private readonly run = randomUUID();
  private readonly customer = `${this.run}@example.test`;

  constructor(private readonly mails: Record<string, Written>) {}

  private idOf(name: string): string {
    return `<${name}-${this.run}@demo.test>`;
  }

  private accept(name: string) {
    const { subject, isOurs = false, answers, minute } = this.mails[name]!;
    const at = new Date(began + minute * 60_000);
    const [from, to] = isOurs ? [mailbox.address, this.customer] : [this.customer, mailbox.address];
    const heads = [
      `From: ${from}`,
      `To: ${to}`,
      `Date: ${at.toUTCString()}`,
      `Message-ID: ${this.idOf(name)}`,
      ...(answers ? [`In-Reply-To: ${this.idOf(answers)}`] : []),
      `Subject: ${subject}`,
    ];
    return app.get(MailIntake).accept({
      way: 'imap',
      mailbox,
      externalId: this.idOf(name),
      envelope: { arrivedAt: at.toISOString(), ...(isOurs ? { folder: 'sent' } : {}) },
      raw: Buffer.from(`${heads.join('\r\n')}\r\n\r\n${name}`),
    });
  }

  private stored(name: string) {
    return inbox.next('message', ({ message }) => message.email?.messageId === this.idOf(name));
  }

  /** One after the other. */
  async arrive(names: string[]): Promise<void> {
    for (const name of names) {
      await this.accept(name);
      await this.stored(name);
    }
  }

  /** As a mailbox is caught up with. */
  async arriveTogether(names: string[]): Promise<void> {
    await Promise.all(names.map((name) => this.accept(name)));
    await Promise.all(names.map((name) => this.stored(name)));
  }

  /** What each conversation is made of, and since which mail its customer waits. */
  async conversations() {
    const { rows } = await app.database.pool.query<{ mails: string[]; waiting: Date | null }>(
      `select array_agg(m.body_text order by m.occurred_at) as mails, c.waiting_since as waiting
      from conversations c join messages m on m.conversation_id = c.id join email_messages mail on mail.message_id = m.id
      where mail.internet_message_id like $1 group by c.id order by min(m.occurred_at)`,
      [`%-${this.run}@demo.test>`],
    );
    return rows.map(({ mails, waiting }) => ({
      mails,
      waitsFor: waiting && (waiting.getTime() - began) / 60_000,
    }));
  }
}

function ordersOf(names: string[]): string[][] {
  return names.length < 2
    ? [names]
    : names.flatMap((first) => ordersOf(names.filter((name) => name !== first)).map((rest) => [first, ...rest]));
}

const asked: Written = { subject: 'Broken cup', minute: 1 };
const replied: Written = { subject: 'Re: Broken cup', isOurs: true, answers: 'asked', minute: 2 };
const back: Written = { subject: 'RE: Broken cup', minute: 4 };

describe('a headerless answer to what somebody wrote in a mail program', () => {
  it.each(ordersOf(['asked', 'replied', 'back']))('is in its conversation: %s, %s, %s', async (...order) => {
    const exchange = new Exchange({ asked, replied, back });
    await exchange.arrive(order);
    expect(await exchange.conversations()).toEqual([{ mails: ['asked', 'replied', 'back'], waitsFor: 4 }]);
  });

  it('stays where it is if it may as well answer another mail', async () => {
    const exchange = new Exchange({
      asked,
      replied,
      other: { subject: 'Broken cup', minute: 0 },
      otherReplied: { ...replied, answers: 'other', minute: 3 },
      back,
    });
    await exchange.arrive(['asked', 'other', 'otherReplied', 'back', 'replied']);
    const mails = (await exchange.conversations()).map((one) => one.mails);
    expect(mails).toEqual([
      ['other', 'otherReplied', 'back'],
      ['asked', 'replied'],
    ]);
  });

  it('is not that of what was written before, of another subject or of another customer', async () => {
    const exchange = new Exchange({
      asked,
      early: { subject: 'Re: Broken cup', minute: -10 },
      cups: { subject: 'Re: Broken cups', minute: 5 },
      replied,
    });
    const stranger = new Exchange({ back });
    await stranger.arrive(['back']);
    await exchange.arrive(['asked', 'early', 'cups', 'replied']);
    expect((await exchange.conversations()).map((one) => one.mails)).toEqual([
      ['early'],
      ['asked', 'replied'],
      ['cups'],
    ]);
    expect(await stranger.conversations()).toHaveLength(1);
  });
});

describe('a reply of ours that lost its headers', () => {
  const { answers: _, ...bare } = replied;

  it.each(ordersOf(['asked', 'bare']))(
    'is with the mail it answers, whose customer waits no more: %s, %s',
    async (...order) => {
      const exchange = new Exchange({ asked, bare });
      await exchange.arrive(order);
      expect(await exchange.conversations()).toEqual([{ mails: ['asked', 'bare'], waitsFor: null }]);
    },
  );

  it.each(ordersOf(['asked', 'bare', 'back']))('is with both its mail and the answer: %s, %s, %s', async (...order) => {
    const exchange = new Exchange({ asked, bare, back });
    await exchange.arrive(order);
    expect((await exchange.conversations()).map((one) => one.mails)).toEqual([['asked', 'bare', 'back']]);
  });

  it('is found by mails that come many at once', async () => {
    const others = Object.fromEntries(
      Array.from({ length: 12 }, (_each, at) => [`other${at}`, { subject: `Other ${at}`, minute: 1 }]),
    );
    const exchange = new Exchange({ asked, bare, ...others });
    await exchange.arrive(['bare']);
    await exchange.arriveTogether(['asked', ...Object.keys(others)]);
    const mails = (await exchange.conversations()).map((one) => one.mails);
    expect(mails).toHaveLength(13);
    expect(mails).toContainEqual(['asked', 'bare']);
  });

  it('opens a conversation of its own where there are two mails that it may answer, or none', async () => {
    const exchange = new Exchange({
      asked,
      again: { subject: 'Broken cup', minute: 1.5 },
      late: { subject: 'Broken cup', minute: 3 },
      bare,
      fresh: { ...bare, subject: 'Broken cup' },
    });
    await exchange.arrive(['asked', 'fresh', 'again', 'bare', 'late']);
    const mails = (await exchange.conversations()).map((one) => one.mails);
    expect(mails).toHaveLength(5);
  });
});
