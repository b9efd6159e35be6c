import { agents, apiTokens, auth, type Client } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { ActorService } from './actor.service.ts';
import { hashToken } from './api-token.ts';

let app: TestApp;
let owner: SignedIn;

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signInAs({ role: 'owner' });
});

afterAll(() => app.close());

function create(
  client: Client,
  more: { scopes?: ('agents:read' | 'roles:manage' | 'conversations:read')[]; name?: string } = {},
) {
  return client(apiTokens.create, { body: { name: 'Reports', scopes: ['agents:read'], ...more } });
}

describe('a personal API token', () => {
  it('works as its owner, within its scopes', async () => {
    const made = await create(owner.client);
    expect(made.token).toMatch(/^swb_[0-9A-Za-z]{43}$/);
    const client = app.client(made.token);
    expect((await client(agents.list, {})).items.length).toBeGreaterThan(0);
    const me = await client(auth.me, {});
    expect(me).toMatchObject({ via: 'api_token', agent: { id: owner.agent.id } });
    expect(me.permissions).toEqual([{ permission: 'agents:read', scope: 'all' }]);
  });

  it('is shown once and kept as a hash', async () => {
    const { token, ...shown } = await create(owner.client, { name: 'Once' });
    const listed = await owner.client(apiTokens.list, {});
    expect(listed.items).toContainEqual(shown);
    expect(shown.hint).toBe(token.slice(-4));
    const { rows } = await app.database.pool.query<Record<string, unknown>>('select * from api_tokens where id = $1', [
      shown.id,
    ]);
    expect(rows[0]?.['token_hash']).toEqual(hashToken(token));
    expect(JSON.stringify([rows, listed])).not.toContain(token.slice(4, -4));
  });

  it('can never do more than its owner, now or later', async () => {
    const agent = await app.signInAs({ role: 'agent' });
    const refused = await refusal(create(agent.client, { scopes: ['agents:read', 'roles:manage'] }));
    expect(refused).toMatchObject({ code: 'forbidden', details: [{ path: 'body.scopes.1' }] });
    const { token } = await create(agent.client);
    await app.database.pool.query('delete from agent_roles where agent_id = $1', [agent.agent.id]);
    // As the event of such a change does on every node.
    app.get(ActorService).forget();
    expect(await refusal(app.client(token)(agents.list, {}))).toMatchObject({ code: 'forbidden' });
    await app.database.pool.query('update agents set deleted_at = now() where id = $1', [agent.agent.id]);
    app.get(ActorService).forget();
    expect(await refusal(app.client(token)(agents.list, {}))).toMatchObject({ code: 'unauthenticated' });
  });

  it('makes no other tokens, changes no profile and has no session', async () => {
    const { token, id } = await create(owner.client);
    const client = app.client(token);
    expect(await refusal(create(client))).toMatchObject({ code: 'forbidden' });
    expect(await refusal(client(apiTokens.revoke, { params: { id } }))).toMatchObject({ code: 'forbidden' });
    expect(await refusal(client(auth.updateMe, { body: { name: 'Somebody else' } }))).toMatchObject({
      code: 'forbidden',
    });
    expect(await refusal(client(auth.signOut, {}))).toMatchObject({ code: 'forbidden' });
  });

  it('ends when it expires', async () => {
    const { token, id } = await create(owner.client);
    await app.database.pool.query(`update api_tokens set expires_at = now() - interval '1 second' where id = $1`, [id]);
    expect(await refusal(app.client(token)(agents.list, {}))).toMatchObject({
      code: 'unauthenticated',
      message: 'The API token has expired.',
    });
  });

  it('ends at once when revoked, with its sockets', async () => {
    const { token, id } = await create(owner.client, { scopes: ['conversations:read', 'agents:read'] });
    const socket = await app.connect('/inbox', { token });
    const other = await owner.connect('/inbox');
    await owner.client(apiTokens.revoke, { params: { id } });
    expect(await socket.ended).toBe('io server disconnect');
    expect(other.socket.connected).toBe(true);
    expect(await refusal(app.client(token)(agents.list, {}))).toMatchObject({ code: 'unauthenticated' });
    expect((await owner.client(apiTokens.list, {})).items.map((item) => item.id)).not.toContain(id);
    expect(await refusal(owner.client(apiTokens.revoke, { params: { id } }))).toMatchObject({ code: 'not_found' });
  });

  it('is its owner’s to revoke, nobody else’s', async () => {
    const { id } = await create(owner.client);
    const other = await app.signInAs({ role: 'admin' });
    expect(await refusal(other.client(apiTokens.revoke, { params: { id } }))).toMatchObject({ code: 'not_found' });
  });

  it('notes when it was last used', async () => {
    const { token, id } = await create(owner.client);
    await app.client(token)(agents.list, {});
    const listed = await owner.client(apiTokens.list, {});
    const { lastUsedAt } = listed.items.find((item) => item.id === id) ?? {};
    expect(Date.now() - Date.parse(lastUsedAt ?? '')).toBeLessThan(60_000);
  });
});
