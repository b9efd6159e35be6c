import type { Dovecot } from '@switchboard/local-stack';

const SENDERS = 50;
const DOUBLED = 5;
const LINE = 'The parcel was promised for Tuesday, and nobody calls.\r\n';

/** Different mails, put into a mailbox as a mail server does; every fifth lies there twice. */
export class Letters {
  /** Different ones, so far. */
  count = 0;
  readonly #dovecot: Dovecot;

  constructor(dovecot: Dovecot) {
    this.#dovecot = dovecot;
  }

  async post(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      this.count += 1;
      const raw = letter(this.count);
      await this.#dovecot.deliver(raw);
      if (this.count % DOUBLED === 0) await this.#dovecot.deliver(raw);
    }
  }
}

function letter(number: number): string {
  return [
    `From: Customer ${number % SENDERS} <customer${number % SENDERS}@example.test>`,
    'To: Support <support@demo.test>',
    `Subject: Order ${number}`,
    `Message-ID: <fault-${number}@example.test>`,
    'Date: Fri, 20 Nov 2026 09:30:00 +0530',
    '',
    `Order ${number}.\r\n${LINE.repeat(1 + (number % 100))}`,
  ].join('\r\n');
}
