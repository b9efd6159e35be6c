import { Injectable } from '@nestjs/common';
import {
  variableNames,
  variables,
  variablesIn,
  type Input,
  type Output,
  type Permission,
  type ReplyTemplate,
  type replyTemplates,
  type VariableName,
} from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, badField, found, notFound } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { VariablesService } from '../conversations/variables.service.ts';
import { ReplyTemplatesRepository, type ReplyTemplateRow } from './reply-templates.repository.ts';

type Draft = Input<typeof replyTemplates.create>['body'];
type Change = Input<typeof replyTemplates.update>['body'];

/** Canned responses, for mail and chat alike. */
@Injectable()
export class ReplyTemplatesService {
  constructor(
    private readonly database: Database,
    private readonly repository: ReplyTemplatesRepository,
    private readonly conversations: ConversationsService,
    private readonly values: VariablesService,
    private readonly events: EventLog,
  ) {}

  async page(
    actor: Actor,
    { cursor, limit, ...filter }: Input<typeof replyTemplates.list>['query'],
  ): Promise<Output<typeof replyTemplates.list>> {
    const rows = await this.repository.page(
      { ...filter, teamIds: seesAll(actor) ? null : actor.teamIds },
      cursor ? keyOf(cursor) : null,
      limit + 1,
    );
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items: shown.map(toTemplate), nextCursor: last ? writeCursor([last.title, last.id]) : null };
  }

  /** @throws AppError `conflict` for a shortcut that is taken, `unprocessable` naming a variable there is not */
  async create(actor: Actor, draft: Draft): Promise<ReplyTemplate> {
    await this.check(draft);
    return this.database.transaction(async () => {
      const row = await this.repository.insert({ ...draft, createdBy: actor.agentId });
      if (!row) throw shortcutTaken(draft.shortcut);
      await this.changed(actor, row.id, 'created');
      return toTemplate(row);
    });
  }

  async update(actor: Actor, id: string, change: Change): Promise<ReplyTemplate> {
    await this.check(change);
    return this.database.transaction(async () => {
      await this.own(actor, id, 'reply_templates:write');
      if (change.shortcut && (await this.repository.isTaken(change.shortcut, id))) throw shortcutTaken(change.shortcut);
      const row = found(await this.repository.update(id, change), 'template');
      await this.changed(actor, id, 'updated');
      return toTemplate(row);
    });
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      await this.own(actor, id, 'reply_templates:delete');
      await this.repository.remove(id);
      await this.changed(actor, id, 'deleted');
    });
  }

  async variables(actor: Actor, conversationId: string): Promise<Output<typeof replyTemplates.variables>> {
    await this.conversations.get(actor, conversationId);
    const values = await this.values.values(actor, conversationId);
    return {
      items: variableNames.map((name) => ({ name, means: variables[name], value: values[name] || null })),
    };
  }

  /** What the actor may not see does not exist for them. */
  private async own(actor: Actor, id: string, permission: Permission): Promise<void> {
    const row = found(await this.repository.get(id), 'template');
    const isVisible = row.teamId === null || seesAll(actor) || actor.teamIds.includes(row.teamId);
    if (!isVisible || !actor.can(permission)) throw notFound('template');
  }

  private async check({ body, teamId }: Change): Promise<void> {
    const unknown = variablesIn(body ?? '').find((name) => !variableNames.includes(name as VariableName));
    if (unknown) throw unprocessable('body.body', `there is no variable {{${unknown}}}`);
    if (teamId && !(await this.repository.hasTeam(teamId))) throw unprocessable('body.teamId', 'there is no such team');
  }

  private async changed(actor: Actor, templateId: string, change: 'created' | 'updated' | 'deleted'): Promise<void> {
    const payload = { templateId, change };
    await this.events.append({ type: 'reply_template.changed', payload, agentId: actor.agentId });
  }
}

function seesAll(actor: Actor): boolean {
  return actor.scopeOf('conversations:read') === 'all';
}

function unprocessable(path: string, message: string): AppError {
  return new AppError('unprocessable', `${path}: ${message}`, { details: [{ path, message }] });
}

function shortcutTaken(shortcut: string | null | undefined): AppError {
  const message = `another template has the shortcut /${shortcut}`;
  return new AppError('conflict', 'That shortcut is taken.', { details: [{ path: 'body.shortcut', message }] });
}

function keyOf(cursor: string): [string, string] {
  const [title, id] = readCursor(cursor);
  if (title === undefined || id === undefined) throw badField('query.cursor', 'is not a cursor of this list');
  return [title, id];
}

function toTemplate(row: ReplyTemplateRow): ReplyTemplate {
  return {
    id: row.id,
    title: row.title,
    shortcut: row.shortcut,
    body: row.body,
    channels: row.channels as ReplyTemplate['channels'],
    teamId: row.teamId,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
