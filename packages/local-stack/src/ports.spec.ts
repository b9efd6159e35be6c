import { createServer } from 'node:net';
import { freePort, isPortFree, waitForPort } from './ports.ts';

describe('ports', () => {
  it('finds a port that can be listened on', async () => {
    expect(await isPortFree(await freePort())).toBe(true);
  });

  it('sees that a port is taken, and when something begins to listen', async () => {
    const port = await freePort();
    const waiting = waitForPort(port);
    const server = createServer().listen(port, '127.0.0.1');
    await waiting;
    expect(await isPortFree(port)).toBe(false);
    server.close();
  });

  it('gives up waiting when told to', async () => {
    const port = await freePort();
    await expect(waitForPort(port, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow('gone');
  });
});
