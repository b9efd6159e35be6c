import { Injectable } from '@nestjs/common';
import {
  conversationStatuses,
  type Conversation,
  type ConversationQuery,
  type ConversationStatus,
  type Scope,
} from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { jsonTypes } from '../../kernel/database/json-types.ts';
import { conversationColumns } from './conversation-row.ts';

export type ListedConversation = Conversation & { sortKey: string };

const sorts = {
  newest: { column: 'last_message_at', direction: 'desc', beyond: '<' },
  oldest: { column: 'last_message_at', direction: 'asc', beyond: '>' },
  waiting_longest: { column: 'waiting_since', direction: 'asc', beyond: '>' },
} as const;

const COLUMNS = conversationColumns
  .map((column) => `${column.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} as "${column}"`)
  .join(', ');
const NOBODY = '00000000-0000-0000-0000-000000000000';
/** Few lengths make few statements: PostgreSQL plans each once. */
const LENGTHS = [11, 51, 101, 201];

/**
 * Pages of the inbox. What an agent may see is a union of a few index ranges (each team, no team, assigned to me), so
 * each range is read by its own index, in order, and the ranges are merged until the page is full: the cost does not
 * grow with the table.
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
  ): Promise<ListedConversation[]> {
    const values = new Values();
    const ranges = rangesOf(actor, scope, query, values);
    if (ranges.length === 0) return [];
    const { column, direction, beyond } = sorts[query.sort];
    const filters = [
      ...(query.channel ? [`channel = ${values.add(query.channel)}`] : []),
      ...(query.sort === 'waiting_longest' ? ['waiting_since is not null'] : []),
      ...(cursor
        ? [`(${column}, id) ${beyond} (${values.add(cursor[0])}::timestamptz, ${values.add(cursor[1])}::uuid)`]
        : []),
    ];
    const length = LENGTHS.find((each) => each >= limit) ?? limit;
    const order = (key: string) => `order by ${key} ${direction}, id ${direction} limit ${length}`;
    const range = (conditions: string[]) => {
      const where = [...conditions, ...filters].join(' and ') || 'true';
      return `select ${COLUMNS}, ${column}::text as "sortKey", ${column} as sort_at from conversations where ${where} ${order(column)}`;
    };
    // A row can be in two ranges, my team's and mine; in the merged order it stands beside itself.
    const text =
      ranges.length === 1
        ? range(ranges[0]!)
        : `select distinct on (sort_at, id) * from (${ranges.map((each) => `(${range(each)})`).join(' union all ')}) as ranges ${order('sort_at')}`;
    const rows = await this.database.prepared<ListedConversation>(text, values.all, jsonTypes);
    return rows.slice(0, limit);
  }
}

class Values {
  readonly all: unknown[] = [];

  /** @returns the placeholder of the value */
  add(value: unknown): string {
    this.all.push(value);
    return `$${this.all.length}`;
  }
}

/** Index ranges that together hold what the actor may see of this view, each as conditions that all must hold. */
function rangesOf(actor: Actor, scope: Scope, query: ConversationQuery, values: Values): string[][] {
  const seen = seenOf(actor, scope, query, values);
  if (seen.length === 0) return [];
  if (query.customerId) {
    const mayBeSeen = seen.map((conditions) => `(${conditions.join(' and ') || 'true'})`).join(' or ');
    const statuses = statusesOf(query)
      .map((status) => `(${status})`)
      .join(' or ');
    return [[`customer_id = ${values.add(query.customerId)}`, `(${mayBeSeen})`, `(${statuses})`]];
  }
  return statusesOf(query).flatMap((status) => seen.map((conditions) => [...conditions, status]));
}

function seenOf(actor: Actor, scope: Scope, query: ConversationQuery, values: Values): string[][] {
  const team = (id: string | null) => `or_nobody(team_id) = ${values.add(id ?? NOBODY)}`;
  const mine = () => `or_nobody(assignee_id) = ${values.add(actor.agentId)}`;
  if (query.view === 'mine') return [[mine()]];
  if (query.view === 'team') {
    const teamId = query.teamId ?? null;
    const whole = scope === 'all' || (scope === 'team' && (teamId === null || actor.teamIds.includes(teamId)));
    return [whole ? [team(teamId)] : [mine(), team(teamId)]];
  }
  const unassigned = query.view === 'unassigned';
  if (scope === 'own') return unassigned ? [] : [[mine()]];
  if (scope === 'all') return [unassigned ? [`or_nobody(assignee_id) = '${NOBODY}'`] : []];
  const teams = [null, ...actor.teamIds].map((id) => [team(id)]);
  return unassigned ? teams.map((conditions) => [...conditions, 'assignee_id is null']) : [...teams, [mine()]];
}

/** The statuses of a view, as many conditions as it takes for an index to hold each in order. */
function statusesOf({ status, view, sort }: ConversationQuery): string[] {
  if (view === 'snoozed') return ['is_snoozed'];
  if (status === 'active') return ['is_active'];
  if (status === 'any')
    return sort === 'waiting_longest' ? ['is_active', 'is_snoozed'] : conversationStatuses.map(having);
  return [status === 'solved' || status === 'closed' ? having(status) : `${having(status)} and snoozed_until is null`];
}

function having(status: ConversationStatus): string {
  return `status = '${status}'`;
}
