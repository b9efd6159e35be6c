import { randomUUID } from 'node:crypto';
import { ledger, whatsappAccounts, type InboundEvent } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, SECRET, startChat } from '../../testing/test-chat.ts';

describe('the door for webhooks', () => {
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    chat = await startChat(app, admin);
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
  });

  const set = (body: { webhookSecret?: string; isActive?: boolean }) =>
    admin.client(whatsappAccounts.update, { params: { id: chat.accountId }, body });

  const newest = async (): Promise<InboundEvent> => (await admin.client(ledger.list, { query: {} })).items[0]!;

  const replayed = async (id: number): Promise<InboundEvent> => {
    let row = await admin.client(ledger.replay, { params: { id } });
    while (row.status === 'received') row = await admin.client(ledger.get, { params: { id } });
    return row;
  };

  const answersOf = (workflow: string) =>
    JSON.stringify({ type: 'workflow_response_update', data: { id: workflow, responses: [{ id: 'a1' }] } });

  const said = (text: string) =>
    JSON.stringify({
      type: 'message_received',
      data: {
        customer: { channel_phone_number: '919000000078', traits: { name: 'Asha Example' } },
        message: { id: randomUUID(), message_content_type: 'Text', message: text },
      },
    });

  const withSecret = (body: string, query: string) =>
    fetch(`${app.url}/webhooks/interact/main${query}`, { method: 'POST', body });

  it('knows again what was refused for the secret in its address, and keeps no secret in the clear', async () => {
    const secret = 'the-secret-of-tomorrow';
    expect((await withSecret(answersOf('w-late'), `?secret=${secret}`)).status).toBe(401);
    const row = await newest();
    const reason = 'The secret in its address is not that of the account.';
    expect(row).toMatchObject({ status: 'rejected', reason });
    expect(await replayed(row.id)).toMatchObject({ status: 'rejected', reason });
    const kept = await app.database.pool.query<{ row: string }>('select e::text as row from inbound_events e');
    expect(kept.rows.filter((one) => one.row.includes(secret))).toEqual([]);

    await set({ webhookSecret: secret });
    expect(await replayed(row.id)).toMatchObject({
      status: 'processed',
      reason: expect.stringMatching(/taken in as entry \d+/) as unknown,
    });
    await set({ webhookSecret: SECRET });
  });

  it('says of what carried nothing that nothing can be shown', async () => {
    for (const query of ['', '?secret=a&secret=b']) {
      expect((await withSecret(answersOf('w-bare'), query)).status).toBe(401);
      const row = await newest();
      const reason = 'It carries neither a signature nor a secret: nothing can show that it is genuine.';
      expect(row).toMatchObject({ status: 'rejected', reason });
      expect(await replayed(row.id)).toMatchObject({ status: 'rejected', reason });
    }
  });

  it('does not let who knows the digest of a secret in', async () => {
    await withSecret(answersOf('w-digest'), `?secret=${SECRET}x`);
    const { rows } = await app.database.pool.query<{ digest: string }>(
      `select headers ->> 'secret-digest' as digest from inbound_events where headers ? 'secret-digest' order by id desc limit 1`,
    );
    const headers = { 'secret-digest': rows[0]!.digest };
    const url = `${app.url}/webhooks/interact/main`;
    expect((await fetch(url, { method: 'POST', headers, body: answersOf('w-digest') })).status).toBe(401);
    expect((await newest()).reason).toContain('neither a signature nor a secret');
  });

  it('keeps what comes for an account that is switched off, acknowledged and without effect', async () => {
    await set({ isActive: false });
    const body = said('Is anybody there?');
    for (const path of ['/webhooks/interact/main', '/webhooks/interakt']) {
      const response = await chat.post(body, {}, path);
      expect(response.status).toBe(200);
    }
    expect((await chat.post(body, { 'interakt-signature': 'sha256=00' })).status).toBe(401);
    const { items } = await admin.client(ledger.list, { query: { status: 'ignored', kind: 'message_received' } });
    expect(items).toMatchObject([{ reason: 'The WhatsApp account is switched off.' }]);
    const stored = () => app.database.pool.query(`select 1 from messages where body_text = 'Is anybody there?'`);
    expect((await stored()).rowCount).toBe(0);

    await set({ isActive: true });
    expect(await replayed(items[0]!.id)).toMatchObject({ status: 'processed' });
    expect((await stored()).rowCount).toBe(1);
  });
});
