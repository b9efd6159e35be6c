import { Crowd } from './crowd.ts';

/** Keeps this thread busy, or idle, for a while. */
async function pass(milliseconds: number, busy: boolean, step: () => void = () => undefined): Promise<void> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    step();
    if (busy) for (const end = performance.now() + 1; performance.now() < end;);
    await new Promise((resolve) => (busy ? setImmediate(resolve) : setTimeout(resolve, 3)));
  }
}

describe('a crowd', () => {
  it('is there while many arrive and the process has no time to spare, and gone when they stop', async () => {
    const crowd = new Crowd();
    await pass(350, true, () => crowd.arrived());
    expect(crowd.isThere).toBe(true);
    await pass(250, true);
    expect(crowd.isThere).toBe(false);
  });

  it('is not there when few arrive, however busy the process', async () => {
    const crowd = new Crowd();
    let turn = 0;
    await pass(350, true, () => (turn++ % 10 === 0 ? crowd.arrived() : undefined));
    expect(crowd.isThere).toBe(false);
  });

  it('is not there when the process has time', async () => {
    const crowd = new Crowd();
    await pass(350, false, () => crowd.arrived());
    expect(crowd.isThere).toBe(false);
  });
});
