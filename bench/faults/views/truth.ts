import type { Postgres } from '../stage/postgres.ts';
import type { Shown, View } from './view.ts';

/** A conversation as the database has it. */
export interface Stored {
  id: string;
  teamId: string | null;
  assigneeId: string | null;
  /** What every view that shows it must show. */
  face: string;
}

/** Whose screen it is. */
export interface Viewer {
  agentId: string;
  /** Null sees everything. */
  teamIds: string[] | null;
}

/** Every conversation with its messages, by SQL. */
export async function storedConversations(postgres: Postgres): Promise<Stored[]> {
  const rows = await postgres.query<StoredRow>(
    `select c.id, c.team_id, c.assignee_id, c.status, c.priority, c.message_count, c.unread_count, c.preview, c.summary, c.labels,
            (select coalesce(json_agg(json_build_array(m.id, m.body_text, m.delivery, t.intent) order by m.id), '[]')
             from messages m left join message_triage t on t.message_id = m.id where m.conversation_id = c.id) as messages
     from conversations c`,
  );
  return rows.map((row) => ({
    id: row.id,
    teamId: row.team_id,
    assigneeId: row.assignee_id,
    face: JSON.stringify([
      row.team_id,
      row.assignee_id,
      row.status,
      row.priority,
      row.message_count,
      row.unread_count,
      row.preview,
      row.summary,
      row.labels,
      row.messages,
    ]),
  }));
}

interface StoredRow {
  id: string;
  team_id: string | null;
  assignee_id: string | null;
  status: string;
  priority: string;
  message_count: number;
  unread_count: number;
  preview: string;
  summary: string | null;
  labels: string[];
  messages: unknown[];
}

/** In what a view is not as the database; null when it equals it. */
export function difference(view: View, viewer: Viewer, stored: Stored[]): string | null {
  const due = new Map(stored.filter((row) => isSeen(row, viewer)).map((row) => [row.id, row]));
  for (const id of view.shown.keys()) if (!due.has(id)) return `it shows ${id}, which its agent may not see`;
  for (const [id, { face }] of due) {
    const shown = view.shown.get(id);
    if (!shown) return `it does not show ${id}`;
    if (faceOf(shown) !== face) return `it shows\n${faceOf(shown)}\ninstead of\n${face}`;
  }
  return null;
}

function isSeen({ teamId, assigneeId }: Stored, { agentId, teamIds }: Viewer): boolean {
  return teamIds === null || teamId === null || teamIds.includes(teamId) || assigneeId === agentId;
}

function faceOf({ row, messages }: Shown): string {
  return JSON.stringify([
    row.teamId,
    row.assigneeId,
    row.status,
    row.priority,
    row.messageCount,
    row.unreadCount,
    row.preview,
    row.summary,
    row.labels,
    [...messages.values()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, text, delivery, triage }) => [id, text, delivery.state, triage?.intent ?? null]),
  ]);
}
