import type { ImapFlow, MailboxObject } from 'imapflow';
import type { ArrivedMail, MailIntake } from '../../inbound/mail-intake.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { mailLimits } from '../../parsing/mail-limits.ts';
import type { CursorsRepository, FolderCursor } from './cursors.repository.ts';

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

interface Listed {
  uid: number;
  size: number;
  arrivedAt: Date | null;
}

/**
 * Brings what is new in a folder into the ledger. New is what lies above the cursor, read or unread; the cursor moves
 * once a mail is stored. When the server has numbered the folder anew (UIDVALIDITY), all of it is looked through again
 * and what is known already is told by its content.
 */
export class FolderReader {
  constructor(
    private readonly mailbox: Mailbox,
    private readonly folder: Folder,
    private readonly cursors: CursorsRepository,
    private readonly intake: MailIntake,
  ) {}

  /** Needs the folder to be open and locked. `isStopping` is asked between mails. */
  async catchUp(client: ImapFlow, isStopping: () => boolean): Promise<void> {
    const folder = client.mailbox;
    if (!folder) return;
    const cursor = await this.cursor(client, folder);
    // `n:*` always names the last mail, also when its number is lower.
    const found = (await client.search({ uid: `${cursor.lastUid + 1}:*` }, { uid: true })) || [];
    const fresh = found.filter((uid) => uid > cursor.lastUid).sort((a, b) => a - b);
    for (let from = 0; from < fresh.length; from += LISTED_AT_ONCE) {
      for (const group of inGroups(await list(client, fresh.slice(from, from + LISTED_AT_ONCE)))) {
        if (isStopping()) return;
        await this.take(client, folder, group);
        const lastUid = group.at(-1)?.uid ?? cursor.lastUid;
        const moved = { uidValidity: folder.uidValidity, lastUid };
        await this.cursors.move(this.mailbox.id, this.folder.path, moved, folder.highestModseq ?? null);
      }
    }
  }

  private async cursor(client: ImapFlow, folder: MailboxObject): Promise<FolderCursor> {
    const known = await this.cursors.get(this.mailbox.id, this.folder.path);
    if (known?.uidValidity === folder.uidValidity) return known;
    const since = new Date(this.mailbox.createdAt.getTime() - LOOK_BACK_MILLISECONDS);
    const recent = (await client.search({ since }, { uid: true })) || [];
    const first = recent.reduce((least, uid) => Math.min(least, uid), folder.uidNext);
    const cursor = { uidValidity: folder.uidValidity, lastUid: first - 1 };
    await this.cursors.move(this.mailbox.id, this.folder.path, cursor, folder.highestModseq ?? null);
    return cursor;
  }

  /** Resolves when all of the group are in the ledger. What was deleted since it was listed is passed over. */
  private async take(client: ImapFlow, folder: MailboxObject, group: Listed[]): Promise<void> {
    const listed = new Map(group.map((mail) => [mail.uid, mail]));
    const tooLarge = group.filter(({ size }) => size > mailLimits.size);
    const fetched = group.filter(({ size }) => size <= mailLimits.size).map(({ uid }) => uid);
    const mails = fetched.length > 0 ? await client.fetchAll(fetched, { uid: true, source: true }, { uid: true }) : [];
    await Promise.all([
      ...tooLarge.map((mail) => this.intake.refuse(this.arrived(folder, mail), mail.size)),
      ...mails.flatMap(({ uid, source }) => {
        const mail = listed.get(uid);
        return mail && source ? [this.intake.accept({ ...this.arrived(folder, mail), raw: source })] : [];
      }),
    ]);
  }

  private arrived(folder: MailboxObject, { uid, arrivedAt }: Listed): Omit<ArrivedMail, 'raw'> {
    const uidValidity = String(folder.uidValidity);
    return {
      way: 'imap',
      mailbox: this.mailbox,
      externalId: `imap:${this.folder.path}:${uidValidity}:${uid}`,
      envelope: {
        path: this.folder.path,
        ...(this.folder.isSent ? { folder: 'sent' } : {}),
        uidValidity,
        uid: String(uid),
        ...(arrivedAt ? { arrivedAt: arrivedAt.toISOString() } : {}),
      },
    };
  }
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
  const messages = await client.fetchAll(uids, { uid: true, size: true, internalDate: true }, { uid: true });
  return messages
    .map(({ uid, size = 0, internalDate }) => ({ uid, size, arrivedAt: internalDate ? new Date(internalDate) : null }))
    .sort((a, b) => a.uid - b.uid);
}
