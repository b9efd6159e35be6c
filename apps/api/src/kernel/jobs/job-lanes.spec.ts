import { AsyncLocalStorage } from 'node:async_hooks';
import { JobLanes, type TakenJob } from './job-lanes.ts';

const COUNT = 8;

interface Desk {
  work: (job: TakenJob, signal: AbortSignal) => Promise<void>;
}

/** Jobs that lie in memory, and lanes that work them off. */
function openLanes(ids: string[], { work }: Desk) {
  const waiting = [...ids];
  const done: string[] = [];
  const failed: { id: string; error: unknown }[] = [];
  const taken: number[] = [];
  const settled = Promise.withResolvers<void>();
  const check = () => done.length + failed.length === ids.length && settled.resolve();
  const lanes = new JobLanes(
    {
      exchange: async (ended, most) => {
        done.push(...ended);
        check();
        const jobs = waiting.splice(0, most);
        if (jobs.length > 0) taken.push(jobs.length);
        return jobs.map((id) => ({ id, data: null, retryCount: 0, retryLimit: 1, expireInSeconds: 900 }));
      },
      fail: async (id, error) => {
        failed.push({ id, error });
        check();
      },
      touch: async () => undefined,
    },
    { count: COUNT, heartbeatSeconds: 60, work, fault: (error) => settled.reject(error as Error) },
  );
  return { lanes, waiting, done, failed, taken, settled: settled.promise };
}

const named = (count: number) => Array.from({ length: count }, (_, index) => `job ${index}`);
const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

describe('lanes', () => {
  it('work off each job once, as many at a time as there are lanes', async () => {
    let running = 0;
    let most = 0;
    const worked: string[] = [];
    const work = async ({ id }: TakenJob) => {
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
      worked.push(id);
    };
    const { lanes, done, taken, settled } = openLanes(named(100), { work });
    await settled;
    await lanes.stop(1000);
    expect(worked.toSorted()).toEqual(named(100).toSorted());
    expect(done.toSorted()).toEqual(worked.toSorted());
    expect(most).toBe(COUNT);
    // Together: not a statement for each.
    expect(taken.length).toBeLessThan(100 / 2);
  });

  it('go on when some are stuck', async () => {
    const stuck = Promise.withResolvers<void>();
    const work = ({ id }: TakenJob) => (id < 'job 7' && id.length === 5 ? stuck.promise : turn());
    const { lanes, waiting, done } = openLanes(named(40), { work });
    while (done.length < 33) await turn();
    expect(waiting).toEqual([]);
    stuck.resolve();
    await lanes.stop(1000);
    expect(done).toHaveLength(40);
  });

  it('say why a job failed, and of the others that they are done', async () => {
    const work = async ({ id }: TakenJob) => {
      if (id === 'job 1') throw new Error('no');
    };
    const { lanes, done, failed, settled } = openLanes(named(3), { work });
    await settled;
    await lanes.stop(1000);
    expect(failed).toEqual([{ id: 'job 1', error: new Error('no') }]);
    expect(done.toSorted()).toEqual(['job 0', 'job 2']);
  });

  it('do not run jobs in the context of whoever woke them', async () => {
    const context = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const work = async () => void seen.push(context.getStore());
    const { lanes, waiting } = openLanes([], { work });
    await turn();
    waiting.push('late');
    context.run('a request', () => lanes.look());
    while (seen.length === 0) await turn();
    await lanes.stop(1000);
    expect(seen).toEqual([undefined]);
  });

  it('finish what is under way when they stop, and take nothing more', async () => {
    const started = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    const work = async () => {
      started.resolve();
      await end.promise;
    };
    const { lanes, waiting, done, failed } = openLanes(named(COUNT + 1), { work });
    await started.promise;
    const stopped = lanes.stop(10_000);
    end.resolve();
    await stopped;
    expect(done).toHaveLength(COUNT);
    expect(failed).toEqual([]);
    expect(waiting).toHaveLength(1);
  });

  it('leave to another try what does not end in time, and tell it so', async () => {
    const started = Promise.withResolvers<AbortSignal>();
    const work = (_: TakenJob, signal: AbortSignal) => {
      started.resolve(signal);
      return new Promise<void>(() => undefined);
    };
    const { lanes, done, failed } = openLanes(named(1), { work });
    const signal = await started.promise;
    await lanes.stop(1);
    expect(signal.aborted).toBe(true);
    expect(failed).toEqual([{ id: 'job 0', error: new Error('The node was stopped.') }]);
    expect(done).toEqual([]);
  });
});
