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
  /** Shown inside the HTML by its content id, if it is a picture. */
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

/** Somebody a mail server speaks of. */
export interface ReportedRecipient {
  recipient: string;
  /** Under which name the server says that the sender knows them, right or wrong; null where it says none. */
  original: string | null;
  words: string;
}

/** What a mail server says became of a mail. */
export interface DeliveryReport {
  /** Message-ID of that mail, with angle brackets. */
  about: string | null;
  /** Recipients it did not reach, with the words of their server. */
  failures: ReportedRecipient[];
  /** Recipients whose server is still being tried. */
  delays: ReportedRecipient[];
  /** Recipients who have it in their mailbox; that a server passed it on does not count. */
  deliveries: ReportedRecipient[];
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
  /**
   * Of a time that is no instant: the zone that nobody knows, or an empty string where it names none. `start` and `end`
   * are then what clocks there show, as if in UTC.
   */
  clocksOf?: string;
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
  /** Where the last server noted that reports go, in lower case; empty where it is to be told nothing. */
  returnPath: string | null;
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

/** What the parsing thread says. */
export interface Told {
  /** Null when it has loaded its code. */
  answer: ParseAnswer | null;
  /** For how long it has worked so far. */
  worked: NodeJS.CpuUsage;
}
