import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { mailLimits } from './mail-limits.ts';
import { MailRefusal, type ParseAnswer, type ParsedMail, type Told } from './parsed-mail.ts';

const THREADS = 2;
const STOPPING = 'The server is stopping.';
// The bundler turns this very expression into the worker beside the bundle.
const WORKER = new URL('./mail-parser.worker.ts', import.meta.url);

interface Thread {
  worker: Worker;
  /** For how long it had worked when it last said something. */
  worked: NodeJS.CpuUsage;
}

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
  private readonly idle: Thread[] = [];
  /** Starting, idle or at work. */
  private threads = 0;
  private stopped = false;

  /** @throws MailRefusal when the mail cannot be read within the limits */
  async parse(raw: Buffer): Promise<ParsedMail> {
    if (raw.length > mailLimits.size) throw new MailRefusal(`it has ${raw.length} bytes`);
    if (this.stopped) throw new Error(STOPPING);
    return new Promise((resolve, reject) => {
      this.waiting.push({ raw, resolve, reject });
      this.next();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    for (const task of this.waiting.splice(0)) task.reject(new Error(STOPPING));
    await Promise.all(this.idle.splice(0).map(({ worker }) => worker.terminate()));
  }

  private next(): void {
    while (this.waiting.length > 0) {
      const thread = this.idle.pop();
      if (!thread) break;
      void this.run(thread, this.waiting.shift()!);
    }
    if (this.waiting.length > 0 && this.threads < THREADS) void this.addThread();
  }

  private async run(thread: Thread, { raw, resolve, reject }: Task): Promise<void> {
    try {
      const answer = await ask(thread, raw);
      this.idle.push(thread);
      if (answer.kind === 'parsed') resolve(answer.mail);
      else reject(answer.kind === 'refused' ? new MailRefusal(answer.reason) : new Error(answer.message));
      this.next();
    } catch (error) {
      reject(error as Error);
      this.threads--;
      // At once, not when the old one is gone, which may take a second: no mail is to wait for both.
      void this.addThread();
      await thread.worker.terminate();
    }
  }

  private async addThread(): Promise<void> {
    if (this.stopped) return;
    this.threads++;
    try {
      const thread = await startThread();
      if (this.stopped) {
        await thread.worker.terminate();
        return;
      }
      thread.worker.once('exit', () => {
        const index = this.idle.indexOf(thread);
        if (index === -1) return;
        this.idle.splice(index, 1);
        this.threads--;
      });
      this.idle.push(thread);
    } catch (error) {
      this.threads--;
      this.waiting.shift()?.reject(error as Error);
    }
    this.next();
  }
}

/** Resolves once the thread has loaded its code: a mail's time does not run before. */
async function startThread(): Promise<Thread> {
  const worker = new Worker(WORKER, {
    resourceLimits: { maxOldGenerationSizeMb: mailLimits.memory, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
  });
  const [{ worked }] = (await once(worker, 'message')) as [Told];
  // An idle thread keeps no process alive, and one that dies while idle is forgotten.
  worker.unref();
  worker.on('error', () => undefined);
  return { worker, worked };
}

async function ask(thread: Thread, raw: Buffer): Promise<ParseAnswer> {
  const { worker, worked: before } = thread;
  return new Promise((resolve, reject) => {
    const done = (settle: () => void) => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      settle();
    };
    const onMessage = ({ answer, worked }: Told) => {
      thread.worked = worked;
      if (answer) done(() => resolve(answer));
    };
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
