import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { mailLimits } from './mail-limits.ts';
import { MailRefusal, type ParseAnswer, type ParsedMail } from './parsed-mail.ts';

const THREADS = 2;
// The bundler turns this very expression into the worker beside the bundle.
const WORKER = new URL('./mail-parser.worker.ts', import.meta.url);

interface Task {
  raw: Buffer;
  resolve: (mail: ParsedMail) => void;
  reject: (error: Error) => void;
}

/**
 * Parses mail in threads of its own, each mail within a limit of time and memory. A thread that passes it is
 * ended and replaced; the others and the event loop never notice.
 */
@Injectable()
export class MailParser implements OnApplicationShutdown {
  private readonly waiting: Task[] = [];
  private readonly idle: Worker[] = [];
  private running = 0;
  private stopped = false;

  /** @throws MailRefusal when the mail cannot be read within the limits */
  async parse(raw: Buffer): Promise<ParsedMail> {
    if (raw.length > mailLimits.size) throw new MailRefusal(`it has ${raw.length} bytes`);
    return new Promise((resolve, reject) => {
      this.waiting.push({ raw, resolve, reject });
      this.next();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const task of this.waiting.splice(0)) task.reject(new Error('The server is stopping.'));
    await Promise.all(this.idle.splice(0).map((worker) => worker.terminate()));
  }

  private next(): void {
    while (this.running < THREADS) {
      const task = this.waiting.shift();
      if (!task) return;
      this.running++;
      void this.run(task).finally(() => {
        this.running--;
        this.next();
      });
    }
  }

  private async run({ raw, resolve, reject }: Task): Promise<void> {
    let worker: Worker | undefined;
    try {
      worker = this.idle.pop() ?? (await this.startThread());
      const answer = await ask(worker, raw);
      this.idle.push(worker);
      if (answer.kind === 'parsed') resolve(answer.mail);
      else reject(answer.kind === 'refused' ? new MailRefusal(answer.reason) : new Error(answer.message));
    } catch (error) {
      reject(error as Error);
      await worker?.terminate();
      // Its successor is ready by the time the next mail comes.
      if (!this.stopped && this.idle.length === 0) this.idle.push(await this.startThread());
    }
  }

  /** Resolves once the thread has loaded its code: a mail's time does not run before. */
  private async startThread(): Promise<Worker> {
    const worker = new Worker(WORKER, {
      resourceLimits: { maxOldGenerationSizeMb: mailLimits.memory, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
    });
    await once(worker, 'message');
    // An idle thread keeps no process alive, and one that dies while idle is forgotten.
    worker.unref();
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      const index = this.idle.indexOf(worker);
      if (index !== -1) this.idle.splice(index, 1);
    });
    return worker;
  }
}

async function ask(worker: Worker, raw: Buffer): Promise<ParseAnswer> {
  const before = await worker.cpuUsage();
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      settle();
    };
    const onMessage = (answer: ParseAnswer) => done(() => resolve(answer));
    const onError = (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      done(() => reject(isMemory ? new MailRefusal(`reading it took over ${mailLimits.memory} MB`) : error));
    };
    const onExit = () => done(() => reject(new Error('The parsing thread ended.')));
    const timer = setTimeout(() => {
      void outOfTime(worker, before).then((refusal) => done(() => reject(refusal)));
    }, mailLimits.time);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    const copy = new Uint8Array(raw).buffer;
    worker.postMessage(copy, [copy]);
  });
}

/** Says whose fault it was; it asks the system, not the thread, which has no time to answer. */
async function outOfTime(worker: Worker, before: NodeJS.CpuUsage): Promise<MailRefusal> {
  const { user, system } = await worker.cpuUsage(before).catch(() => ({ user: 0, system: 0 }));
  const worked = Math.round((user + system) / 1000);
  if (worked >= mailLimits.work) return new MailRefusal(`reading it took over ${mailLimits.time} ms`);
  const words = `reading it took over ${mailLimits.time} ms, of which the machine had ${worked} ms for it`;
  return new MailRefusal(words, { isPassing: true });
}
