import type { ImapFlow, MailboxObject } from 'imapflow';
import type { Accepted } from '../../../ingest/ingest.service.ts';
import { sizeRefusal, type ArrivedMail, type MailIntake } from '../../inbound/mail-intake.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { mailLimits } from '../../parsing/mail-limits.ts';
import type { MailFlow } from './mail-flow.ts';
import { uidSet } from './uid-set.ts';

/** Mail older than this, when a mailbox is added, is history and stays where it is. */
const LOOK_BACK_MILLISECONDS = 30 * 86_400_000;
const LISTED_AT_ONCE = 500;
const FETCHED_AT_ONCE = 100;
const BYTES_AT_ONCE = 8 * 1_048_576;

export interface Folder {
  path: string;
  /** Where mail programs keep what was sent by them. */
  isSent: boolean;
}

export const INBOX: Folder = { path: 'INBOX', isSent: false };

interface Listed {
  uid: number;
  size: number;
  arrivedAt: Date | null;
}

/** Fetches mails of a folder and puts them into the ledger, a bounded group at a time. */
export class FolderIntake {
  constructor(
    readonly mailbox: Mailbox,
    readonly folder: Folder,
    private readonly intake: MailIntake,
    private readonly flow: MailFlow,
  ) {}

  /** From when on mail is ours: what lay there long before the mailbox was added is not. */
  get since(): Date {
    return new Date(this.mailbox.createdAt.getTime() - LOOK_BACK_MILLISECONDS);
  }

  /** The key of a mail in the ledger. */
  keyOf(uidValidity: bigint, uid: number): string {
    const { imapAccount } = this.mailbox.config;
    return `imap${imapAccount === '' ? '' : `@${imapAccount}`}:${this.folder.path}:${uidValidity}:${uid}`;
  }

  /**
   * Needs the folder to be open and locked. Yields after each group, once all of it is in the ledger; what was deleted
   * meanwhile is passed over.
   *
   * @param uids ascending
   */
  async *bringIn(client: ImapFlow, uids: number[]): AsyncGenerator<{ lastUid: number; stored: Map<number, Accepted> }> {
    const folder = client.mailbox;
    if (!folder) return;
    for (let from = 0; from < uids.length; from += LISTED_AT_ONCE) {
      const slice = uids.slice(from, from + LISTED_AT_ONCE);
      for (const group of inGroups(await list(client, slice))) {
        const bytes = group.reduce((sum, { size }) => sum + Math.min(size, mailLimits.size), 0);
        const stored = await this.flow.turn(bytes, () => this.take(client, folder, group));
        yield { lastUid: group.at(-1)!.uid, stored };
      }
      // Those at the end that were deleted meanwhile are done with, too.
      yield { lastUid: slice.at(-1)!, stored: new Map() };
    }
  }

  private async take(client: ImapFlow, folder: MailboxObject, group: Listed[]): Promise<Map<number, Accepted>> {
    const listed = new Map(group.map((mail) => [mail.uid, mail]));
    const tooLarge = group.filter(({ size }) => size > mailLimits.size);
    const fetched = group.filter(({ size }) => size <= mailLimits.size).map(({ uid }) => uid);
    const mails =
      fetched.length > 0 ? await client.fetchAll(uidSet(fetched), { uid: true, source: true }, { uid: true }) : [];
    const present = mails.flatMap(({ uid, source }) => {
      const mail = listed.get(uid);
      return mail && source ? [{ uid, arrived: { ...this.arrived(folder, mail), raw: source } }] : [];
    });
    const [refused, accepted] = await Promise.all([
      Promise.all(
        tooLarge.map((mail) =>
          this.intake.refuse(this.arrived(folder, mail), mail.size, `Not read: ${sizeRefusal(mail.size)}`),
        ),
      ),
      this.intake.acceptAll(present.map(({ arrived }) => arrived)),
    ]);
    return new Map([
      ...tooLarge.map(({ uid }, at) => [uid, refused[at]!] as const),
      ...present.map(({ uid }, at) => [uid, accepted[at]!] as const),
    ]);
  }

  private arrived({ uidValidity }: MailboxObject, { uid, arrivedAt }: Listed): Omit<ArrivedMail, 'raw'> {
    return {
      way: 'imap',
      mailbox: this.mailbox,
      externalId: this.keyOf(uidValidity, uid),
      envelope: {
        path: this.folder.path,
        ...(this.folder.isSent ? { folder: 'sent' } : {}),
        uidValidity: String(uidValidity),
        uid: String(uid),
        ...(arrivedAt ? { arrivedAt: arrivedAt.toISOString() } : {}),
      },
    };
  }
}

/** The folders of a mailbox that are read. */
export async function foldersOf(client: ImapFlow): Promise<Folder[]> {
  const sent = (await client.list()).find(
    ({ specialUse, flags }) => specialUse === '\\Sent' && !flags.has('\\Noselect'),
  );
  return sent ? [INBOX, { path: sent.path, isSent: true }] : [INBOX];
}

/** Mails fetched by one command: many small ones, or one large one, so that memory stays bounded. */
function inGroups(listed: Listed[]): Listed[][] {
  const groups: Listed[][] = [];
  let bytes = 0;
  for (const mail of listed) {
    const group = groups.at(-1);
    bytes += mail.size;
    if (group && group.length < FETCHED_AT_ONCE && bytes <= BYTES_AT_ONCE) group.push(mail);
    else {
      groups.push([mail]);
      bytes = mail.size;
    }
  }
  return groups;
}

/** Ascending. All is collected before the next command: a command within a running FETCH would wait for ever. */
async function list(client: ImapFlow, uids: number[]): Promise<Listed[]> {
  const messages = await client.fetchAll(uidSet(uids), { uid: true, size: true, internalDate: true }, { uid: true });
  return messages
    .map(({ uid, size = 0, internalDate }) => ({ uid, size, arrivedAt: internalDate ? new Date(internalDate) : null }))
    .sort((a, b) => a.uid - b.uid);
}
