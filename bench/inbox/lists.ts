import { conversations, inboxSorts, inboxViews, type Conversation } from '@switchboard/contracts';
import type pg from 'pg';

export interface Reader {
  agentId: string;
  teamIds: string[];
  /** Of `conversations:read`. */
  scope: 'team' | 'all';
}

export interface List {
  view: (typeof inboxViews)[number];
  sort: (typeof inboxSorts)[number];
  status: 'active' | 'open' | 'closed' | 'any';
  /** For the view `team`. */
  teamId?: string;
}

export const PAGE = 50;

/** Every view in every order, and the states besides the usual. */
export function everyList({ teamIds }: Reader): List[] {
  const teamId = teamIds[0]!;
  const lists = inboxViews.flatMap((view) =>
    inboxSorts.map((sort): List => ({ view, sort, status: 'active', ...(view === 'team' ? { teamId } : {}) })),
  );
  const states = (['open', 'closed', 'any'] as const).flatMap((status) =>
    (['all', 'mine'] as const).map((view): List => ({ view, sort: 'newest', status })),
  );
  return [...lists, ...states];
}

export function pathOf(list: List, cursor?: string): string {
  const query = new URLSearchParams({ ...list, limit: String(PAGE), ...(cursor ? { cursor } : {}) });
  return `${conversations.list.path}?${query.toString()}`;
}

export function nameOf({ view, sort, status }: List): string {
  return [view, status, sort].join(' ');
}

/**
 * What a list must hold, by the plainest SQL there is: one filter over the whole table, then a sort.
 *
 * @returns the rows as the API shows them
 */
export async function truth(client: pg.Client, reader: Reader, list: List, limit = PAGE): Promise<Conversation[]> {
  const { agentId, teamIds, scope } = reader;
  const seen = scope === 'all' ? 'true' : '(team_id is null or team_id = any($2) or assignee_id = $1)';
  const view = {
    all: 'true',
    mine: 'assignee_id = $1',
    unassigned: 'assignee_id is null',
    team: `team_id = '${list.teamId}'`,
    snoozed: 'snoozed_until is not null',
  }[list.view];
  const unsolved = `status in ('open', 'pending', 'on_hold')`;
  const active = `${unsolved} and snoozed_until is null`;
  const status = { active, open: `status = 'open' and ${active}`, closed: `status = 'closed'`, any: 'true' }[
    list.status
  ];
  const key = list.sort === 'waiting_longest' ? 'waiting_since' : 'last_message_at';
  const direction = list.sort === 'newest' ? 'desc' : 'asc';
  const { rows } = await client.query<Record<string, unknown>>(
    `select ${COLUMNS} from conversations
     where $1::uuid is not null and $2::uuid[] is not null and ${seen} and ${view} and ${list.view === 'snoozed' ? unsolved : status} and ${key} is not null
     order by ${key} ${direction}, id ${direction} limit ${limit}`,
    [agentId, teamIds],
  );
  return rows.map(asShown);
}

const COLUMNS = `id, number, channel, account_id as "accountId", customer_id as "customerId", customer_name as "customerName",
  subject, preview, status, priority, team_id as "teamId", assignee_id as "assigneeId", labels,
  last_message_at as "lastMessageAt", last_direction as "lastDirection", last_author_id as "lastAuthorId",
  last_author_name as "lastAuthorName", undelivered, last_inbound_at as "lastInboundAt",
  waiting_since as "waitingSince", message_count as "messageCount", unread_count as "unreadCount",
  next_sla_at as "nextSlaAt", summary, suggested_team as "suggestedTeam", intent, snoozed_until as "snoozedUntil",
  created_at as "createdAt", updated_at as "updatedAt"`;

function asShown(row: Record<string, unknown>): Conversation {
  const shown = Object.entries(row).map(([key, value]) => [
    key,
    value instanceof Date ? value.toISOString() : key === 'number' ? Number(value) : value,
  ]);
  return Object.fromEntries(shown) as Conversation;
}

/** The usual list, newest active rows of all that a team agent sees, as one would write it for this table by hand. */
export function bareStatement({ agentId, teamIds }: Reader): { text: string; values: unknown[] } {
  const range = (condition: string) =>
    `(select ${COLUMNS} from conversations where ${condition} and is_active order by last_message_at desc, id desc limit ${PAGE})`;
  const teams = teamIds.map((_, index) => `or_nobody(team_id) = $${index + 3}`);
  const ranges = ['or_nobody(team_id) = $2', ...teams, 'or_nobody(assignee_id) = $1'].map(range);
  return {
    text: `select distinct on ("lastMessageAt", id) * from (${ranges.join(' union all ')}) r order by "lastMessageAt" desc, id desc limit ${PAGE}`,
    values: [agentId, '00000000-0000-0000-0000-000000000000', ...teamIds],
  };
}
