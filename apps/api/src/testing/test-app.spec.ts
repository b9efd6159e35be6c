import { health } from '@switchboard/contracts';
import { startTestApp, type TestApp } from './test-app.ts';

describe('the application under test', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await startTestApp();
  });

  afterAll(() => app.close());

  it('is ready, with its database, jobs and sequencer', async () => {
    const answer = await app.client()(health.ready, {});
    expect(answer.status).toBe('ok');
  });

  it('gives sockets what they wait for', async () => {
    const agent = await app.signInAs({ teams: ['support'] });
    const socket = await agent.connect('/inbox');
    expect((await socket.next('ready')).agentId).toBe(agent.agent.id);
  });
});
