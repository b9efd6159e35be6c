import type { ImapFlow, MailboxObject } from 'imapflow';
import type { CursorsRepository, FolderCursor } from './cursors.repository.ts';
import type { FolderIntake } from './folder-intake.ts';

export interface Look {
  /** The folder was opened for this look: what the server said of it is not older. */
  isFresh: boolean;
  isStopping: () => boolean;
  /** Told when something was brought in. */
  onProgress: () => Promise<void>;
}

/**
 * Brings what is new in a folder into the ledger. New is what lies above the cursor, read or unread; the cursor moves
 * once a mail is stored. When the server has numbered the folder anew (UIDVALIDITY), all of it is looked through again
 * and what is known already is told by its content.
 */
export class FolderReader {
  constructor(
    private readonly intake: FolderIntake,
    private readonly cursors: CursorsRepository,
  ) {}

  /** Needs the folder to be open and locked. */
  async catchUp(client: ImapFlow, { isFresh, isStopping, onProgress }: Look): Promise<void> {
    const folder = client.mailbox;
    if (!folder) return;
    const cursor = await this.cursor(client, folder);
    // Before the search: what comes during it changes the folder once more.
    const seen = folder.highestModseq ?? null;
    if (isFresh && isUnchanged(folder, cursor)) return;
    // `n:*` always names the last mail, also when its number is lower.
    const found = (await client.search({ uid: `${cursor.lastUid + 1}:*` }, { uid: true })) || [];
    const fresh = found.filter((uid) => uid > cursor.lastUid).sort((a, b) => a - b);
    const moved = { ...cursor, highestModseq: null };
    for await (const { lastUid } of this.intake.bringIn(client, fresh)) {
      moved.lastUid = lastUid;
      await this.move(moved);
      if (isStopping()) return;
      await onProgress();
    }
    // Only now is the folder done with as it was: after a break in the middle it must not look unchanged.
    if (seen !== null && isFresh) await this.move({ ...moved, highestModseq: seen });
  }

  private async cursor(client: ImapFlow, folder: MailboxObject): Promise<FolderCursor> {
    const known = await this.cursors.get(this.intake.mailbox, this.intake.folder.path);
    if (known?.uidValidity === folder.uidValidity) return known;
    const recent = (await client.search({ since: this.intake.since }, { uid: true })) || [];
    const first = recent.reduce((least, uid) => Math.min(least, uid), folder.uidNext);
    const cursor = { uidValidity: folder.uidValidity, lastUid: first - 1, highestModseq: null };
    await this.move(cursor);
    return cursor;
  }

  private move(cursor: FolderCursor): Promise<void> {
    return this.cursors.move(this.intake.mailbox, this.intake.folder.path, cursor);
  }
}

/** By the number its next mail gets; or, where its last mails were deleted, by its state as a whole (CONDSTORE). */
function isUnchanged({ uidNext, highestModseq }: MailboxObject, cursor: FolderCursor): boolean {
  return uidNext <= cursor.lastUid + 1 || (highestModseq !== undefined && highestModseq === cursor.highestModseq);
}
