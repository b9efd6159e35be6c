import { Injectable } from '@nestjs/common';
import type { ConversationQuery, Scope } from '@switchboard/contracts';
import { sql, type RawBuilder } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import type { ConversationRow } from './conversation-row.ts';
import { conversationColumns } from './conversation-row.ts';

export type ListedRow = ConversationRow & { sortKey: string };

const sorts = {
  newest: { column: sql.ref('lastMessageAt'), direction: sql`desc`, beyond: sql`<` },
  oldest: { column: sql.ref('lastMessageAt'), direction: sql`asc`, beyond: sql`>` },
  waiting_longest: { column: sql.ref('waitingSince'), direction: sql`asc`, beyond: sql`>` },
} as const;

const yes = sql<boolean>`true`;

/**
 * Pages of the inbox. What an agent may see is a union of a few index ranges (each team, no team, assigned to me), so
 * each range is read by its own index up to the page size and the ranges are merged: the cost does not grow with the
 * table.
 */
@Injectable()
export class InboxListRepository {
  constructor(private readonly database: Database) {}

  async page(
    actor: Actor,
    scope: Scope,
    query: ConversationQuery,
    cursor: [string, string] | null,
    limit: number,
  ): Promise<ListedRow[]> {
    const sort = sorts[query.sort];
    const branches = visibleRanges(actor, scope, query);
    if (branches.length === 0) return [];
    const filters = [
      statusFilter(query.status, query.view),
      query.channel ? sql`channel = ${query.channel}` : yes,
      query.customerId ? sql`customer_id = ${query.customerId}` : yes,
      query.sort === 'waiting_longest' ? sql`waiting_since is not null` : yes,
      cursor ? sql`(${sort.column}, id) ${sort.beyond} (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)` : yes,
    ].filter((filter) => filter !== yes);
    const columns = sql.join(conversationColumns.map((column) => sql.ref(column)));
    const order = sql`order by ${sort.column} ${sort.direction}, id ${sort.direction}`;
    const select = (range: RawBuilder<boolean>) => {
      const all = range === yes ? filters : [range, ...filters];
      const where = all.length > 0 ? sql`where ${sql.join(all, sql` and `)}` : sql``;
      return sql`(select ${columns}, ${sort.column}::text as sort_key from conversations ${where} ${order} limit ${limit})`;
    };
    const merged =
      branches.length === 1
        ? select(branches[0]!)
        : sql`select * from (${sql.join(branches.map(select), sql` union all `)}) as ranges ${order} limit ${limit}`;
    const { rows } = await sql<ListedRow>`${merged}`.execute(this.database.tables<'conversations'>());
    return rows;
  }
}

/** Disjoint index ranges that together hold what the actor may see of this view. */
function visibleRanges(actor: Actor, scope: Scope, query: ConversationQuery): RawBuilder<boolean>[] {
  const mine = sql<boolean>`assignee_id = ${actor.agentId}`;
  if (query.view === 'mine') return [mine];
  if (query.view === 'team') {
    const team = query.teamId ? sql<boolean>`team_id = ${query.teamId}` : sql<boolean>`team_id is null`;
    const whole = scope === 'all' || (scope === 'team' && (!query.teamId || actor.teamIds.includes(query.teamId)));
    return [whole ? team : sql<boolean>`${mine} and ${team}`];
  }
  const unassigned = query.view === 'unassigned';
  if (scope === 'own') return unassigned ? [] : [mine];
  if (scope === 'all') return [unassigned ? sql<boolean>`assignee_id is null` : yes];
  const teams = [sql<boolean>`team_id is null`, ...actor.teamIds.map((team) => sql<boolean>`team_id = ${team}`)];
  if (unassigned) return teams.map((team) => sql<boolean>`${team} and assignee_id is null`);
  const elsewhere =
    actor.teamIds.length > 0
      ? sql<boolean>`team_id is not null and team_id <> all(${[...actor.teamIds]}::uuid[])`
      : sql<boolean>`team_id is not null`;
  return [...teams, sql<boolean>`${mine} and ${elsewhere}`];
}

function statusFilter(status: ConversationQuery['status'], view: ConversationQuery['view']): RawBuilder<boolean> {
  const unsolved = sql`status in ('open', 'pending', 'on_hold')`;
  if (view === 'snoozed') return sql<boolean>`snoozed_until is not null and ${unsolved}`;
  if (status === 'any') return yes;
  if (status === 'active') return sql<boolean>`is_active`;
  if (status === 'solved' || status === 'closed') return sql<boolean>`status = ${status}`;
  return sql<boolean>`is_active and status = ${status}`;
}
