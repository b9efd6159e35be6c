import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.ts';

interface NewToken {
  agentId: string;
  name: string;
  tokenHash: Buffer;
  tokenHint: string;
  scopes: string[];
  expiresAt: Date;
}

const shown = ['id', 'name', 'tokenHint', 'scopes', 'expiresAt', 'lastUsedAt', 'createdAt'] as const;

@Injectable()
export class ApiTokensRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'apiTokens'>();
  }

  listOf(agentId: string) {
    return this.db
      .selectFrom('apiTokens')
      .select(shown)
      .where('agentId', '=', agentId)
      .where('revokedAt', 'is', null)
      .orderBy('createdAt', 'desc')
      .execute();
  }

  insert(token: NewToken) {
    return this.db.insertInto('apiTokens').values(token).returning(shown).executeTakeFirstOrThrow();
  }

  async revoke(agentId: string, id: string): Promise<string | null> {
    const row = await this.db
      .updateTable('apiTokens')
      .set({ revokedAt: new Date() })
      .where('id', '=', id)
      .where('agentId', '=', agentId)
      .where('revokedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return row?.id ?? null;
  }
}
