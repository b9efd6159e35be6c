import type { Postgres } from '../stage/postgres.ts';

/** Everything that the webhooks of a story leave behind, but for ids and times that are the portal's own. */
export async function stateOf(
  postgres: Postgres,
  name: string,
  phones: readonly string[],
): Promise<Map<string, string>> {
  const rows = await postgres.query<{ place: string; state: string }>(
    `with mine as (
       select c.*, row_number() over (order by i.value) as place
       from customer_identities i join conversations c on c.customer_id = i.customer_id
       where i.value = any($1::text[])
     )
     select place::text, jsonb_build_object(
       'status', status, 'preview', preview, 'lastDirection', last_direction, 'lastMessageAt', last_message_at,
       'lastInboundAt', last_inbound_at, 'lastOutboundAt', last_outbound_at, 'waitingSince', waiting_since,
       'messageCount', message_count, 'unreadCount', unread_count, 'solved', solved_at is not null,
       'messages', (select jsonb_agg(jsonb_build_object(
          'externalId', replace(m.external_id, $2, ''), 'direction', m.direction, 'author', m.author_type,
          'text', m.body_text, 'contentType', m.content_type, 'delivery', m.delivery, 'error', m.delivery_error,
          'sentAt', m.sent_at, 'deliveredAt', m.delivered_at, 'readAt', m.read_at, 'occurredAt', m.occurred_at,
          'shown', h.shown) order by replace(m.external_id, $2, ''))
        from messages m left join chat_messages h on h.message_id = m.id where m.conversation_id = mine.id)
     )::text as state from mine`,
    [phones.map((phone) => `+${phone}`), `${name}:`],
  );
  return new Map(rows.map(({ place, state }) => [place, state]));
}
