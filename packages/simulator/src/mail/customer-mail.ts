import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Person } from '../people.ts';
import type { Mail, Mailboxes } from './mailboxes.ts';

export interface MailDraft {
  /** The support address where absent. */
  to?: string;
  subject?: string;
  text: string;
  /** The mail it answers: subject, recipient and threading headers follow from it. */
  answers?: Mail;
  attachments?: { filename: string; contentType: string; content: Buffer }[];
}

/** Sends mails of customers to the portal's inbound SMTP server. */
export class CustomerMail {
  readonly supportAddress: string;
  readonly #server: { host: string; port: number };
  readonly #mailboxes: Mailboxes;

  constructor(server: { host: string; port: number }, supportAddress: string, mailboxes: Mailboxes) {
    this.#server = server;
    this.supportAddress = supportAddress;
    this.#mailboxes = mailboxes;
  }

  /**
   * Resolves with the mail as it stands in the customer's sent mails, once the portal accepted it.
   *
   * @throws what the portal's server said
   */
  async send(person: Person, draft: MailDraft): Promise<Mail> {
    const { answers } = draft;
    const subject = draft.subject ?? answers?.subject ?? '';
    const compose = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
    const { message } = await compose.sendMail({
      messageId: `<${randomUUID()}@${person.email.split('@')[1] ?? 'example.test'}>`,
      from: { name: person.name, address: person.email },
      to: draft.to ?? answers?.from.address ?? this.supportAddress,
      subject: answers && !/^re:/i.test(subject) ? `Re: ${subject}` : subject,
      text: answers ? `${draft.text}\n\n${quote(answers)}` : draft.text,
      ...(answers ? { inReplyTo: answers.messageId, references: [...answers.references, answers.messageId] } : {}),
      attachments: draft.attachments ?? [],
    });
    if (!Buffer.isBuffer(message)) throw new Error('A buffered transport gave no buffer');
    const raw = message;
    await this.sendRaw(person.email, [draft.to ?? answers?.from.address ?? this.supportAddress], raw);
    return this.#mailboxes.add(person.email, 'sent', raw);
  }

  /** Hands MIME over to the portal as it is. */
  async sendRaw(from: string, to: string[], raw: Buffer): Promise<void> {
    const transport = createTransport({ ...this.#server, ignoreTLS: true, connectionTimeout: 5_000 });
    await transport.sendMail({ envelope: { from, to }, raw });
  }
}

function quote(mail: Mail): string {
  const lines = mail.text.trimEnd().split('\n');
  return [
    `On ${new Date(mail.at).toUTCString()}, ${mail.from.name || mail.from.address} wrote:`,
    ...lines.map((line) => `> ${line}`),
  ].join('\n');
}
