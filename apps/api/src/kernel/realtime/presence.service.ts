import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.ts';

/** How often each node says who is there. */
export const PRESENCE_STEP_MILLISECONDS = 20_000;
/** Whoever was not seen for so long is not there: two steps and a little more. */
const ABSENT_AFTER_SECONDS = 50;

/** Of the table `agents`: what the agent chose; online only while a page of theirs is open somewhere. */
export const presentAvailability = sql<string>`case
  when availability = 'online' and (last_seen_at is null or last_seen_at < now() - ${sql.lit(ABSENT_AFTER_SECONDS)} * interval '1 second')
  then 'offline' else availability end`;

/** Who has the portal open. Written by every node and read from the table, so nodes need not know of each other. */
@Injectable()
export class PresenceService {
  private readonly logger = new Logger('Presence');

  constructor(private readonly database: Database) {}

  async seen(agentIds: string[]): Promise<void> {
    const distinct = [...new Set(agentIds)];
    if (distinct.length === 0) return;
    try {
      await this.database
        .tables<'agents'>()
        .updateTable('agents')
        .set({ lastSeenAt: new Date() })
        .where('id', 'in', distinct)
        .execute();
    } catch (error) {
      // It is said again soon: presence must not be what breaks a socket.
      this.logger.warn({ err: error }, 'Presence could not be noted');
    }
  }
}
