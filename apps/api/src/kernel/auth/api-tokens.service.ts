import { Injectable } from '@nestjs/common';
import type { ApiToken, apiTokens, Input, Output, Permission } from '@switchboard/contracts';
import { Database } from '../database/database.ts';
import { EventLog } from '../events/event-log.ts';
import { AppError, found } from '../http/app-error.ts';
import type { Actor } from './actor.ts';
import { ActorService } from './actor.service.ts';
import { hashToken, newApiToken } from './api-token.ts';
import { ApiTokensRepository } from './api-tokens.repository.ts';
import { requireSession } from './auth.service.ts';

const DAY_MILLISECONDS = 86_400_000;

/** Personal API tokens. Only their owner, signed in as a person, makes and revokes them. */
@Injectable()
export class ApiTokensService {
  constructor(
    private readonly repository: ApiTokensRepository,
    private readonly database: Database,
    private readonly events: EventLog,
    private readonly actors: ActorService,
  ) {}

  async list(actor: Actor): Promise<ApiToken[]> {
    const rows = await this.repository.listOf(actor.agentId);
    return rows.map(toApiToken);
  }

  /** @throws AppError `forbidden` for a scope that the owner has no right to. */
  async create(actor: Actor, given: Input<typeof apiTokens.create>['body']): Promise<Output<typeof apiTokens.create>> {
    requireSession(actor, 'An API token cannot make another: sign in.');
    const beyond = given.scopes.flatMap((scope, index) =>
      actor.can(scope) ? [] : [{ path: `body.scopes.${index}`, message: `you do not have ${scope} yourself` }],
    );
    if (beyond.length > 0) throw new AppError('forbidden', `A token cannot do more than you can.`, { details: beyond });
    const token = newApiToken();
    const row = await this.repository.insert({
      agentId: actor.agentId,
      name: given.name,
      tokenHash: hashToken(token),
      tokenHint: token.slice(-4),
      scopes: [...new Set(given.scopes)],
      expiresAt: new Date(Date.now() + given.expiresInDays * DAY_MILLISECONDS),
    });
    return { ...toApiToken(row), token };
  }

  async revoke(actor: Actor, id: string): Promise<void> {
    requireSession(actor, 'An API token cannot revoke tokens: sign in.');
    await this.database.transaction(async () => {
      const tokenId = found(await this.repository.revoke(actor.agentId, id), 'API token');
      await this.events.append({
        type: 'session.revoked',
        payload: { sessionId: null, tokenId },
        agentId: actor.agentId,
      });
    });
    this.actors.forget();
  }
}

type Row = Awaited<ReturnType<ApiTokensRepository['listOf']>>[number];

function toApiToken({ tokenHint, ...row }: Row): ApiToken {
  return {
    ...row,
    hint: tokenHint,
    scopes: row.scopes as Permission[],
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
