import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database.ts';
import { IngestService, type LedgerEvent, type Outcome } from '../../ingest/ingest.service.ts';
import { MailParser } from '../parsing/mail-parser.ts';
import { MailRefusal } from '../parsing/parsed-mail.ts';
import type { BatchMail } from './batch-mail.ts';
import { Followers } from './followers.ts';
import { isOwnMachine, MailFiling, refusalOf } from './mail-filing.ts';
import { Newcomers } from './newcomers.ts';

/**
 * Works off mails that came many at once, as far as they can be stored together: first those that begin conversations,
 * then those that go on with one. Mails of which anything is in doubt go one by one, after these, as ever.
 */
@Injectable()
export class MailBatches {
  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    private readonly parser: MailParser,
    private readonly filing: MailFiling,
    private readonly newcomers: Newcomers,
    private readonly followers: Followers,
  ) {}

  /** @returns the rows that are left */
  async take(events: LedgerEvent[]): Promise<number[]> {
    const refused = new Map<number, Outcome>();
    const read = await Promise.all(events.map((event) => this.read(event, refused)));
    const left = new Map(events.map(({ id }, at) => [id, read[at] ?? null]));
    const settle = (ids: Iterable<number>) => {
      for (const id of ids) left.delete(id);
    };
    const waiting = () => [...left.values()].filter((mail) => mail !== null);
    settle(await this.refuse(refused));
    settle(await this.newcomers.take(waiting()));
    // A thread of several mails goes on by one mail at a time.
    for (let count = -1; count !== left.size;) {
      count = left.size;
      settle(await this.followers.take(waiting()));
    }
    return [...left.keys()];
  }

  /** A mail that could not be read in its time is not tried a second time now. */
  private async refuse(refused: Map<number, Outcome>): Promise<Iterable<number>> {
    if (refused.size === 0) return [];
    return this.database.transaction(
      async () => {
        const claimed = await this.ingest.claim([...refused.keys()]);
        for (const id of claimed) await this.ingest.settle(id, refused.get(id)!);
        return claimed;
      },
      { replayable: true },
    );
  }

  /** Null for one that is to go alone. */
  private async read(event: LedgerEvent, refused: Map<number, Outcome>): Promise<BatchMail | null> {
    const { accountId, body, headers, attempts } = event;
    // One that there was no time for takes as much of it as it can get.
    if (!accountId || !body || headers['folder'] === 'sent' || attempts > 0) return null;
    const mail = await this.parser.parse(body).catch((error: unknown) => {
      if (error instanceof MailRefusal) refused.set(event.id, refusalOf(event, error));
      // Any other fault is told when it goes alone.
      return null;
    });
    if (!mail?.messageId || mail.report || isOwnMachine(event, mail)) return null;
    return {
      event,
      accountId,
      mail: { ...mail, messageId: mail.messageId },
      rawSize: body.length,
      attachments: await this.filing.keep(event.id, mail),
    };
  }
}
