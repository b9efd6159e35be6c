import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';

// The browser holds a Supabase key that anyone can read: whatever PostgREST could reach with it is public.

let database: TestDatabase;
let client: Client;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

const openTables = `
  select relname from pg_class
  where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and not relrowsecurity
  order by 1`;
const browserPolicies = `
  select tablename || ': ' || policyname as policy from pg_policies
  where schemaname = 'public' and roles && array['anon', 'authenticated', 'public']::name[]`;
/** A view reads with its owner's rights unless it says otherwise, and so walks around row-level security. */
const openViews = `
  select relname from pg_class
  where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
    and not coalesce(reloptions @> array['security_invoker=true'], false)`;

describe('the migrated schema', () => {
  it('has tables', async () => {
    const { rows } = await client.query("select 1 from pg_tables where schemaname = 'public'");
    expect(rows.length).toBeGreaterThan(20);
  });

  it.each([
    ['row-level security on for every table', openTables],
    ['no policy that lets a browser in', browserPolicies],
    ['no view that reads with the rights of its owner', openViews],
  ])('has %s', async (_name, sql) => {
    expect((await client.query(sql)).rows).toEqual([]);
  });

  it.each([
    ['a table without row-level security', 'create table left_open ()', openTables],
    [
      'a policy for everybody',
      'create table shown (); alter table shown enable row level security; create policy all_of_it on shown using (true)',
      browserPolicies,
    ],
    ['a view of a table', 'create view shown_agents as select * from agents', openViews],
  ])('would be caught with %s', async (_name, plant, sql) => {
    await client.query('begin');
    await client.query(plant);
    const { rows } = await client.query(sql);
    await client.query('rollback');
    expect(rows).toHaveLength(1);
  });
});
