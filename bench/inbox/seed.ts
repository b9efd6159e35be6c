import type pg from 'pg';

/** The agent whose inbox is read: role `agent` (team scope), in three of twelve teams, with rows in others too. */
export const READER = { authUserId: '6f1c1c80-0000-4000-8000-000000000001', email: 'agent1@demo.test' };
/** Sees all rows. */
export const SUPERVISOR = { authUserId: '6f1c1c80-0000-4000-8000-000000000002', email: 'agent2@demo.test' };

/**
 * A portal after two years with `count` conversations: 12 teams of unequal size, 240 agents, most cases done, the last
 * weeks largely open; every third active one waits for us, one in sixteen is snoozed, one in seven is nobody's yet.
 */
export async function seedInbox(client: pg.Client, count: number): Promise<void> {
  await client.query(`select setseed(0.5); set work_mem = '128MB'; set maintenance_work_mem = '512MB'`);
  // Rows are consistent by construction; triggers and foreign keys would only repeat that a million times.
  await client.query(`set session_replication_role = replica`);
  await people(client);
  await customers(client, count);
  const indexes = await dropIndexes(client);
  await client.query(CONVERSATIONS, [count]);
  for (const { definition } of indexes) await client.query(definition);
  await client.query(COUNTS);
  await client.query('vacuum (analyze)');
}

async function people(client: pg.Client): Promise<void> {
  await client.query(`
    insert into teams (slug, name) select 'team_' || n, 'Team ' || n from generate_series(8, 12) n;
    insert into agents (email, name, auth_user_id)
    select 'agent' || n || '@demo.test', 'Agent ' || n, ('6f1c1c80-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid
    from generate_series(1, 240) n;
    create table bench_teams as select id, (row_number() over (order by slug) - 1)::int as n from teams;
    create table bench_agents as select id, (row_number() over (order by length(email), email) - 1)::int as n from agents;
    -- Twenty agents a team; the first agent is in three.
    insert into team_members (team_id, agent_id)
    select t.id, a.id from bench_agents a join bench_teams t on t.n = a.n % 12 or (a.n = 0 and t.n in (3, 7));
    insert into agent_roles (agent_id, role_id)
    select a.id, r.id from bench_agents a join roles r on r.slug = case when a.n = 1 then 'supervisor' else 'agent' end;
    insert into channel_accounts (channel, provider, slug, name, address)
    select 'whatsapp', 'interakt', 'number-' || n, 'Number ' || n, '+9190000000' || n from generate_series(10, 13) n;
    create table bench_accounts as select id, (row_number() over (order by slug) - 1)::int as n from channel_accounts`);
}

/** Two and a half conversations a customer. */
async function customers(client: pg.Client, count: number): Promise<void> {
  await client.query(
    `insert into customers (id, name, conversation_count)
     select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
            (array['Asha','Ravi','Meera','Kiran','Divya','Arjun','Sana','Vikram'])[1 + n % 8] || ' ' ||
            (array['Rao','Iyer','Khan','Das','Nair','Shah','Bose','Gill'])[1 + n / 8 % 8], 2
     from generate_series(0, $1::int - 1) n`,
    [Math.ceil(count / 2.5)],
  );
}

/** Filling a table and then building its indexes is several times faster than the other way round. */
async function dropIndexes(client: pg.Client): Promise<{ definition: string }[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    select i.relname as name, pg_get_indexdef(i.oid) as definition
    from pg_index x join pg_class i on i.oid = x.indexrelid
    where x.indrelid = 'conversations'::regclass
      and not exists (select from pg_constraint c where c.conindid = x.indexrelid)`);
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return rows;
}

const CONVERSATIONS = `
  with params as (select $1::int as total, date_trunc('second', now()) as anchor),
  drawn as (
    select i, total, anchor,
           random() as r_state, random() as r_team, random() as r_agent, random() as r_own, random() as r_gap, random() as r_more,
           (total - i)::float8 / total as age
    from params, generate_series(1, (select total from params)) i
  ), placed as (
    select *,
           anchor - age * interval '730 days' - interval '1 minute' as created,
           case when age < 0.06 then r_state < 0.6 else r_state < 0.02 end as active,
           -- A few large teams, many small ones; one in sixteen has none.
           case when r_team < 0.06 then null else floor(12 * power((r_team - 0.06) / 0.94, 2.2))::int end as team,
           case when i % 20 < 9 then 'email' when i % 20 < 18 then 'whatsapp' else 'voice' end as channel
    from drawn
  ), timed as (
    select *,
           least(anchor, date_trunc(case when i % 10 = 0 then 'minute' else 'milliseconds' end,
             created + power(r_gap, 3) * interval '6 days')) as last_at,
           case when team is null then case when r_own < 0.05 then floor(r_agent * 240)::int end
                when r_own < (case when active then 0.84 else 0.97 end)
                then case when r_more < 0.02 then floor(r_agent * 240)::int else team + 12 * floor(r_agent * 20)::int end
           end as agent
    from placed
  )
  insert into conversations (channel, account_id, customer_id, subject, status, priority, team_id, assignee_id, labels,
    customer_name, preview, last_message_at, last_direction, last_inbound_at, last_outbound_at, waiting_since,
    message_count, unread_count, next_sla_at, summary, suggested_team, intent, snoozed_until, solved_at, created_at, updated_at)
  select
    channel,
    account.id,
    ('00000000-0000-7000-8000-' || lpad(((i - 1) % ceil(total / 2.5)::int)::text, 12, '0'))::uuid,
    case when channel = 'email' then 'Order ' || (100000 + i) || ': ' || (array['delivery date','refund','invoice copy','wrong size','broken zip'])[1 + i % 5] end,
    case when not active then case when r_more < 0.7 then 'closed' else 'solved' end
         when r_more < 0.65 then 'open' when r_more < 0.92 then 'pending' else 'on_hold' end,
    case when r_gap < 0.03 then 'urgent' when r_gap < 0.12 then 'high' when r_gap < 0.9 then 'normal' else 'low' end,
    team.id,
    agent.id,
    (array['{}','{vip}','{refund,urgent}','{delivery}'])[1 + i % 4]::text[],
    'Customer ' || ((i - 1) % ceil(total / 2.5)::int),
    (array['Hello, my order has not arrived yet. Can you tell me where it is?','Thank you, that solved it.',
           'नमस्ते, मेरा रिफंड कब आएगा?','Please send me the invoice of last month, the tax office asks for it.',
           'The zip broke after two days. I would like another one.'])[1 + i % 5],
    last_at,
    case when r_own < 0.6 then 'inbound' else 'outbound' end,
    last_at,
    case when r_own >= 0.6 then last_at end,
    case when active and r_gap < 0.34 then last_at - r_agent * interval '1 hour' end,
    1 + (i % 23),
    case when active and r_gap < 0.34 then 1 + i % 3 else 0 end,
    case when active and r_gap < 0.6 then last_at + interval '8 hours' end,
    case when i % 3 > 0 then 'Customer asks where the order is; it was promised for last week.' end,
    (array['support','dispatch','finance'])[1 + i % 3],
    (array['order_status','refund','invoice'])[1 + i % 3],
    case when active and r_team * 1000 - floor(r_team * 1000) < 0.06 then anchor + interval '2 days' end,
    case when not active then last_at end,
    created,
    last_at
  from timed
  left join bench_teams team on team.n = timed.team
  left join bench_agents agent on agent.n = timed.agent
  left join bench_accounts account on timed.channel = 'whatsapp' and account.n = (i - 1) / ceil(total / 2.5)::int
  order by i`;

const COUNTS = `
  insert into inbox_counts (bucket, count)
  select bucket, count(*) from conversations c cross join lateral unnest(conversation_buckets(c)) bucket
  where status in ('open', 'pending', 'on_hold') group by bucket`;
