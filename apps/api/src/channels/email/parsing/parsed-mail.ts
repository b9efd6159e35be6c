export interface MailParty {
  /** Lower case. */
  address: string;
  name: string | null;
}

export interface MailAttachment {
  filename: string;
  contentType: string;
  /** Without angle brackets. */
  contentId: string | null;
  /** Shown inside the HTML by its content id. */
  isInline: boolean;
  content: Uint8Array<ArrayBuffer>;
}

/** What was odd about a mail that was stored all the same. */
export type MailNote =
  | 'no-message-id'
  | 'no-from'
  | 'no-date'
  | 'bad-charset'
  | 'empty'
  | 'body-cut'
  | 'recipients-cut'
  | 'auto-submitted'
  | 'auto-reply'
  /** To many people: a list, a newsletter. */
  | 'bulk'
  /** Its writer wants no machine to answer. */
  | 'no-auto-reply'
  /** Outlook wrapped its files, or all of it, in a `winmail.dat`. */
  | 'winmail'
  | 'bounce'
  | 'signed'
  | 'encrypted';

/** What a mail server says became of a mail. */
export interface DeliveryReport {
  /** Message-ID of that mail, with angle brackets. */
  about: string | null;
  /** Recipients it did not reach, with the words of their server. */
  failures: { recipient: string; words: string }[];
  /** Recipients whose server is still being tried. */
  delays: { recipient: string; words: string }[];
  /** Recipients who have it in their mailbox; that a server passed it on does not count. */
  deliveredTo: string[];
}

/** An appointment that somebody is invited to. */
export interface Invitation {
  method: 'REQUEST' | 'REPLY' | 'CANCEL' | 'COUNTER' | 'PUBLISH' | 'ADD' | 'REFRESH' | 'DECLINECOUNTER';
  title: string | null;
  place: string | null;
  organiser: MailParty | null;
  /** ISO 8601; of a whole day, its midnight in UTC. */
  start: string;
  end: string | null;
  isAllDay: boolean;
  repeats: boolean;
  /** Of a REPLY: what was answered, such as ACCEPTED. */
  answer: string | null;
}

/** A mail as plain data: it crosses from the parsing thread. Strings hold no NUL and no half surrogates. */
export interface ParsedMail {
  /** With angle brackets. */
  messageId: string | null;
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
  from: MailParty | null;
  replyTo: MailParty[];
  to: MailParty[];
  cc: MailParty[];
  bcc: MailParty[];
  subject: string | null;
  /** ISO 8601. */
  date: string | null;
  /** What the writer wrote in this mail, without the quote below it. */
  text: string;
  /** With the quote. */
  fullText: string;
  /** Sanitised. */
  html: string | null;
  hasRemoteImages: boolean;
  attachments: MailAttachment[];
  /** SHA-256 over what no relay changes: the same mail by another way has the same. */
  contentHash: Uint8Array<ArrayBuffer>;
  invitation: Invitation | null;
  /** Of a mail that reports on the delivery of another. */
  report: DeliveryReport | null;
  notes: MailNote[];
}

/** Why a mail is kept unread, as `rejected`, in the ledger. */
export class MailRefusal extends Error {
  /** The machine had no time for it: another day it may well be read. */
  readonly isPassing: boolean;

  constructor(reason: string, { isPassing = false } = {}) {
    super(reason);
    this.name = 'MailRefusal';
    this.isPassing = isPassing;
  }
}

/** What the parsing thread answers. */
export type ParseAnswer =
  | { kind: 'parsed'; mail: ParsedMail }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; message: string };
