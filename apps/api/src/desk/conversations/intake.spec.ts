import { conversations } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { TestDesk } from '../../testing/test-desk.ts';

describe('a message that comes in', () => {
  let app: TestApp;
  let desk: TestDesk;
  let admin: SignedIn;

  beforeAll(async () => {
    app = await startTestApp();
    desk = await TestDesk.open(app);
    admin = await app.signInAs({ role: 'admin' });
  });

  afterAll(() => app.close());

  const open = (id: string) => admin.client(conversations.get, { params: { id } });

  it('makes one customer and one conversation however many come at once', async () => {
    const received = await Promise.all(
      Array.from({ length: 40 }, (_, i) =>
        desk.receive({ phone: '+919000011001', name: 'Asha', text: `message ${i}` }),
      ),
    );
    expect(new Set(received.map((one) => one.customerId)).size).toBe(1);
    expect(new Set(received.map((one) => one.conversationId)).size).toBe(1);
    expect(received.filter((one) => one.opened)).toHaveLength(1);
    const conversation = await open(received[0]!.conversationId);
    expect(conversation).toMatchObject({ customerName: 'Asha', messageCount: 40, unreadCount: 40, status: 'open' });
  });

  it('is the same customer however the number is written', async () => {
    const written = ['+91 90000 11002', '919000011002', '09000011002', '9000011002'];
    const customers = new Set<string>();
    for (const phone of written) customers.add((await desk.receive({ phone, text: 'hello' })).customerId);
    expect(customers.size).toBe(1);
  });

  it('adds nothing when the provider delivers it again', async () => {
    const chat = { phone: '+919000011003', text: 'once', externalId: 'wamid-once' };
    const [first, second] = [await desk.receive(chat), await desk.receive(chat)];
    expect(first.duplicate).toBe(false);
    expect(second).toMatchObject({ duplicate: true, messageId: first.messageId, conversationId: first.conversationId });
    expect((await open(first.conversationId)).messageCount).toBe(1);
  });

  it('shows the newest message, also when an older one comes later', async () => {
    const now = Date.now();
    const { conversationId } = await desk.receive({ phone: '+919000011004', text: 'newer', at: new Date(now - 1000) });
    await desk.receive({ phone: '+919000011004', text: 'older', at: new Date(now - 60_000) });
    expect(await open(conversationId)).toMatchObject({
      preview: 'newer',
      lastMessageAt: new Date(now - 1000).toISOString(),
    });
    const thread = await admin.client(conversations.messages, { params: { id: conversationId }, query: {} });
    expect(thread.items.map((message) => message.text)).toEqual(['newer', 'older']);
  });

  it('reopens what was solved, and opens anew what was closed', async () => {
    const first = await desk.receive({ phone: '+919000011005', text: 'help' });
    const params = { id: first.conversationId };
    await admin.client(conversations.update, { params, body: { status: 'solved' } });
    const again = await desk.receive({ phone: '+919000011005', text: 'still broken' });
    expect(again.conversationId).toBe(first.conversationId);
    expect((await open(first.conversationId)).status).toBe('open');

    await admin.client(conversations.update, { params, body: { status: 'closed' } });
    const anew = await desk.receive({ phone: '+919000011005', text: 'another thing' });
    expect(anew.conversationId).not.toBe(first.conversationId);
    expect((await open(first.conversationId)).status).toBe('closed');
  });

  it('keeps every character it was given', async () => {
    const text = 'नमस्ते 🙏🏽 \u202Eabc 𝒳 "quotes" \\ <script>alert(1)</script> %_';
    const { conversationId } = await desk.receive({ phone: '+919000011006', text });
    const thread = await admin.client(conversations.messages, { params: { id: conversationId }, query: {} });
    expect(thread.items[0]?.text).toBe(text);
  });
});
