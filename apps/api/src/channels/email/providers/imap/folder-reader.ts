import type { ImapFlow, MailboxObject } from 'imapflow';
import type { MailIntake } from '../../inbound/mail-intake.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { mailLimits } from '../../parsing/mail-limits.ts';
import type { CursorsRepository, FolderCursor } from './cursors.repository.ts';

/** Mail older than this, when a mailbox is added, is history and stays where it is. */
const LOOK_BACK_MILLISECONDS = 30 * 86_400_000;
const BATCH = 50;

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
    private readonly path: string,
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
    for (let from = 0; from < fresh.length; from += BATCH) {
      for (const listed of await list(client, fresh.slice(from, from + BATCH))) {
        if (isStopping()) return;
        await this.take(client, folder, listed);
        await this.cursors.move(
          this.mailbox.id,
          this.path,
          { uidValidity: folder.uidValidity, lastUid: listed.uid },
          folder.highestModseq ?? null,
        );
      }
    }
  }

  private async cursor(client: ImapFlow, folder: MailboxObject): Promise<FolderCursor> {
    const known = await this.cursors.get(this.mailbox.id, this.path);
    if (known?.uidValidity === folder.uidValidity) return known;
    const since = new Date(this.mailbox.createdAt.getTime() - LOOK_BACK_MILLISECONDS);
    const recent = (await client.search({ since }, { uid: true })) || [];
    const first = recent.reduce((least, uid) => Math.min(least, uid), folder.uidNext);
    const cursor = { uidValidity: folder.uidValidity, lastUid: first - 1 };
    await this.cursors.move(this.mailbox.id, this.path, cursor, folder.highestModseq ?? null);
    return cursor;
  }

  private async take(client: ImapFlow, folder: MailboxObject, { uid, size, arrivedAt }: Listed): Promise<void> {
    const uidValidity = String(folder.uidValidity);
    const mail = {
      way: 'imap' as const,
      mailbox: this.mailbox,
      externalId: `imap:${this.path}:${uidValidity}:${uid}`,
      envelope: {
        path: this.path,
        uidValidity,
        uid: String(uid),
        ...(arrivedAt ? { arrivedAt: arrivedAt.toISOString() } : {}),
      },
    };
    if (size > mailLimits.size) {
      await this.intake.refuse(mail, size);
      return;
    }
    const fetched = await client.fetchOne(String(uid), { source: true }, { uid: true });
    // Deleted since it was listed.
    if (!fetched || !fetched.source) return;
    await this.intake.accept({ ...mail, raw: fetched.source });
  }
}

/** Ascending. All is collected before the next command: a command within a running FETCH would wait for ever. */
async function list(client: ImapFlow, uids: number[]): Promise<Listed[]> {
  const messages = await client.fetchAll(uids, { uid: true, size: true, internalDate: true }, { uid: true });
  return messages
    .map(({ uid, size = 0, internalDate }) => ({ uid, size, arrivedAt: internalDate ? new Date(internalDate) : null }))
    .sort((a, b) => a.uid - b.uid);
}
