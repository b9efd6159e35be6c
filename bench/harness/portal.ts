import { createClient, whatsappAccounts } from '@switchboard/contracts';
import type pg from 'pg';
import type { RunningApi } from './api.ts';
import { accessToken } from './people.ts';

export const ADMIN = { authUserId: '6f1c1c80-0000-4000-8000-000000000003', email: 'admin@demo.test' };
/** Role `agent` in the team `support`: hears of that team's conversations and of those without one. */
export const AGENT = { authUserId: '6f1c1c80-0000-4000-8000-000000000004', email: 'agent@demo.test' };
export const SECRET = 'a-webhook-secret-of-the-bench';
export const SLUG = 'bench';
/** An account that is there from the beginning, for what is inserted without the API. */
export const ACCOUNT = '6f1c1c80-0000-4000-8000-000000000005';
const CUSTOMERS = 20_000;
const TEXT = 'Hello, where is my order? It was promised for last week and I need it on Friday.';

/** The admin who connects accounts, and the agent who listens. */
export async function seedPeople(client: pg.Client): Promise<void> {
  for (const [{ authUserId, email }, role] of [
    [ADMIN, 'admin'],
    [AGENT, 'agent'],
  ] as const) {
    await client.query(
      `with person as (insert into agents (email, name, auth_user_id) values ($1, $1, $2) returning id),
            team as (insert into team_members (team_id, agent_id) select t.id, p.id from teams t, person p where t.slug = 'support')
       insert into agent_roles (agent_id, role_id) select p.id, r.id from person p, roles r where r.slug = $3`,
      [email, authUserId, role],
    );
  }
}

/**
 * A portal that is in use: two people, twenty thousand customers who are known by their number, and a
 * ledger of `deliveries` that are worked through.
 */
export async function seedPortal(client: pg.Client, deliveries: number): Promise<void> {
  await client.query(`set session_replication_role = replica`);
  await seedPeople(client);
  await client.query(
    `insert into customers (id, name, conversation_count)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Customer ' || n, 1 from generate_series(0, $1::int - 1) n`,
    [CUSTOMERS],
  );
  await client.query(
    `insert into customer_identities (customer_id, kind, value)
     select id, 'phone', '+9190' || lpad(right(id::text, 8), 8, '0') from customers`,
  );
  await client.query(
    `insert into inbound_events (provider, account, external_id, kind, status, attempts, headers, content_type, body, body_size, received_at, processed_at)
     select 'interakt', $2, 'msg:' || gen_random_uuid(), 'message_received', 'processed', 1, $3, 'application/json', $4::bytea, length($4::bytea), at, at
     from generate_series(1, $1::int) n, lateral (select now() - ($1 - n) * interval '10 seconds' as at) times`,
    [deliveries, SLUG, JSON.stringify(headersOf('sha256=00')), Buffer.from(bodyOf('m', phoneOf(0)))],
  );
  await client.query(
    `insert into channel_accounts (id, channel, provider, slug, name, address) values ($1, 'whatsapp', 'interakt', 'seeded', 'Seeded', '+919000099998')`,
    [ACCOUNT],
  );
  await client.query('vacuum (analyze)');
}

/** Connects the portal with Interakt, by its own API. */
export async function connectInterakt(api: RunningApi): Promise<string> {
  const client = createClient({ baseUrl: api.url, token: () => accessToken(ADMIN) });
  const { id } = await client(whatsappAccounts.create, {
    body: {
      provider: 'interakt',
      slug: SLUG,
      name: 'Bench',
      address: '+919000099999',
      apiKey: 'key',
      webhookSecret: SECRET,
    },
  });
  return id;
}

export function phoneOf(customer: number): string {
  return `9190${String(customer % CUSTOMERS).padStart(8, '0')}`;
}

/** A customer's message as Interakt delivers it. */
export function bodyOf(messageId: string, phone: string, text = TEXT): string {
  const now = `${new Date().toISOString().slice(0, -1)}000`;
  return JSON.stringify({
    version: '1.0',
    timestamp: now,
    type: 'message_received',
    data: {
      customer: {
        id: '0d5a0d9c-0000-4000-8000-000000000001',
        channel_phone_number: phone,
        phone_number: phone.slice(2),
        country_code: '+91',
        traits: { name: `Customer ${Number(phone.slice(4))}`, whatsapp_opted_in: true, email: 'customer@example.test' },
      },
      message: {
        id: messageId,
        chat_message_type: 'CustomerMessage',
        channel_failure_reason: null,
        message_status: 'Sent',
        received_at_utc: now,
        delivered_at_utc: null,
        seen_at_utc: null,
        campaign_id: null,
        is_template_message: false,
        raw_template: null,
        channel_error_code: null,
        message_content_type: 'Text',
        media_url: null,
        message: text,
        meta_data: {},
      },
    },
  });
}

export function headersOf(signature: string): Record<string, string> {
  return { 'content-type': 'application/json', 'interakt-signature': signature, 'user-agent': 'Interakt-Webhook' };
}
