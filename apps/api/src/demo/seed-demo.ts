import { setTimeout as delay } from 'node:timers/promises';
import {
  auth,
  createClient,
  health,
  replyTemplates,
  signatures,
  supportEmails,
  whatsappAccounts,
  type Client,
} from '@switchboard/contracts';
import { supabaseClient } from '../kernel/auth/supabase.ts';
import type { Environment } from '../kernel/config/environment.ts';
import { Database } from '../kernel/database/database.ts';
import { DemoHistory } from './demo-history.ts';
import { demoAgents, demoOrganisation, type DemoAgent } from './demo-people.ts';
import { demoReplies, demoSignature } from './demo-texts.ts';

const READY_LIMIT_MILLISECONDS = 90_000;

export interface DemoSettings {
  apiUrl: string;
  password: string;
  supportAddress: string;
  smtpOutPort: number;
  interakt: { slug: string; apiKey: string; webhookSecret: string; businessNumber: string; apiBaseUrl: string };
}

/**
 * Fills an empty portal with the demo company, once: its people, its mailbox, WhatsApp number and texts (through the API, as
 * an admin would), and an inbox that was lived in. A portal with agents of its own is left alone.
 */
export async function seedDemo(environment: Environment, settings: DemoSettings): Promise<void> {
  const database = new Database(environment);
  try {
    if (await isTaken(database)) return;
    await signUpPeople(environment, settings.password);
    const agents = await addAgents(database);
    const client = await signIn(settings);
    const mailbox = await addMailbox(client, settings);
    const whatsapp = await addWhatsapp(client, settings);
    await addTexts(client, mailbox.id);
    const teams = await database.tables<'teams'>().selectFrom('teams').select(['id', 'slug']).execute();
    await database.transaction(async () => {
      const places = { agents, mailbox, whatsapp, teams: new Map(teams.map((team) => [team.slug, team.id])) };
      await new DemoHistory(database, places).write();
      await database
        .tables<'settings'>()
        .insertInto('settings')
        .values({ key: 'demo', value: JSON.stringify({ seededAt: new Date() }) })
        .execute();
    });
  } finally {
    await database.onApplicationShutdown();
  }
}

async function isTaken(database: Database): Promise<boolean> {
  const db = database.tables<'settings' | 'agents'>();
  const seeded = await db.selectFrom('settings').select('key').where('key', '=', 'demo').executeTakeFirst();
  if (seeded) return true;
  const emails = demoAgents.map((agent) => agent.email as string);
  const foreign = await db
    .selectFrom('agents')
    .select('id')
    .where('email', 'not in', emails)
    .limit(1)
    .executeTakeFirst();
  return foreign !== undefined;
}

async function signUpPeople(environment: Environment, password: string): Promise<void> {
  for (const { email, name } of demoAgents) {
    const { error } = await supabaseClient(environment).auth.signUp({
      email,
      password,
      options: { data: { full_name: name } },
    });
    if (error && error.code !== 'user_already_exists') throw error;
  }
}

async function addAgents(database: Database): Promise<Record<DemoAgent, string>> {
  return database.transaction(async () => {
    const db = database.tables<'agents' | 'agentRoles' | 'roles' | 'teams' | 'teamMembers' | 'settings'>();
    await db
      .updateTable('settings')
      .set({ value: JSON.stringify(demoOrganisation) })
      .where('key', '=', 'organisation')
      .execute();
    const ids: Partial<Record<DemoAgent, string>> = {};
    for (const { key, email, name, role, teams } of demoAgents) {
      const known = await db.selectFrom('agents').select('id').where('email', '=', email).executeTakeFirst();
      const { id } =
        known ?? (await db.insertInto('agents').values({ email, name }).returning('id').executeTakeFirstOrThrow());
      await db
        .insertInto('agentRoles')
        .columns(['agentId', 'roleId'])
        .expression((eb) =>
          eb
            .selectFrom('roles')
            .select((row) => [row.val(id).as('agentId'), 'id'])
            .where('slug', '=', role),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await db
        .insertInto('teamMembers')
        .columns(['agentId', 'teamId'])
        .expression((eb) =>
          eb
            .selectFrom('teams')
            .select((row) => [row.val(id).as('agentId'), 'id'])
            .where('slug', 'in', teams),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      ids[key] = id;
    }
    return ids as Record<DemoAgent, string>;
  });
}

async function signIn({ apiUrl, password }: DemoSettings): Promise<Client> {
  let token: string | null = null;
  const client = createClient({ baseUrl: apiUrl, token: () => token });
  const deadline = Date.now() + READY_LIMIT_MILLISECONDS;
  while (!(await client(health.ready, {}).catch(() => null))) {
    if (Date.now() > deadline) throw new Error(`The API at ${apiUrl} does not get ready.`);
    await delay(100);
  }
  const session = await client(auth.signIn, { body: { email: 'admin@demo.test', password } });
  token = session.accessToken;
  return client;
}

async function addMailbox(client: Client, { supportAddress, smtpOutPort }: DemoSettings) {
  const { items } = await client(supportEmails.list, {});
  const existing = items.find((item) => item.address === supportAddress);
  if (existing) return existing;
  const smtp = { host: '127.0.0.1', port: smtpOutPort, secure: false, username: '', password: '' };
  return client(supportEmails.create, { body: { address: supportAddress, name: demoOrganisation.name, smtp } });
}

async function addWhatsapp(client: Client, { interakt }: DemoSettings) {
  const { items } = await client(whatsappAccounts.list, {});
  const existing = items.find((item) => item.slug === interakt.slug);
  if (existing) return existing;
  const { slug, businessNumber, apiKey, webhookSecret, apiBaseUrl } = interakt;
  return client(whatsappAccounts.create, {
    body: {
      provider: 'interakt',
      slug,
      name: demoOrganisation.name,
      address: businessNumber,
      apiKey,
      webhookSecret,
      apiBaseUrl,
    },
  });
}

async function addTexts(client: Client, mailboxId: string): Promise<void> {
  const { items } = await client(replyTemplates.list, { query: {} });
  for (const reply of demoReplies) {
    if (!items.some(({ shortcut }) => shortcut === reply.shortcut))
      await client(replyTemplates.create, { body: reply });
  }
  await client(signatures.saveOfMailbox, { params: { id: mailboxId }, body: { text: demoSignature } });
}
