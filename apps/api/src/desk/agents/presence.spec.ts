import { agents, auth } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';

describe('who is there', () => {
  let app: TestApp;
  let viewer: SignedIn;

  beforeAll(async () => {
    app = await startTestApp();
    viewer = await app.signInAs({ role: 'admin' });
  });

  afterAll(() => app.close());

  const shown = async ({ agent }: SignedIn) => {
    const { items } = await viewer.client(agents.list, {});
    return items.find(({ id }) => id === agent.id)?.availability;
  };
  const until = async (person: SignedIn, availability: string) => {
    for (;;) if ((await shown(person)) === availability) return;
  };

  it('is online with the portal open, without having to say so', async () => {
    const agent = await app.signInAs();
    expect(await shown(agent)).toBe('offline');
    const socket = await agent.connect('/inbox');
    await socket.next('ready');
    await until(agent, 'online');
    expect((await agent.client(auth.me, {})).agent.availability).toBe('online');
  });

  it('is away when that was chosen, whatever is open', async () => {
    const agent = await app.signInAs();
    await agent.client(auth.updateMe, { body: { availability: 'away' } });
    const socket = await agent.connect('/inbox');
    await socket.next('ready');
    expect(await shown(agent)).toBe('away');
    await agent.client(auth.updateMe, { body: { availability: 'online' } });
    await until(agent, 'online');
  });

  it('is offline again some time after the portal was closed', async () => {
    const agent = await app.signInAs();
    await (await agent.connect('/inbox')).next('ready');
    await until(agent, 'online');
    await app.database
      .tables<'agents'>()
      .updateTable('agents')
      .set({ lastSeenAt: new Date(Date.now() - 51_000) })
      .where('id', '=', agent.agent.id)
      .execute();
    expect(await shown(agent)).toBe('offline');
  });
});
