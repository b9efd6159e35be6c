import { SmtpSink } from '@switchboard/simulator';
import { answering } from './process.ts';

/** The customers' mail server, in a process of its own: it must not share a thread with either side. */
export interface SinkCommands {
  start: { input: null; answer: { port: number } };
  /** Waits until it took so many, and says which and when; then it forgets them. */
  take: { input: { count: number }; answer: { messageIds: string[]; at: number[] } };
}

const sink = new SmtpSink();

answering<SinkCommands>({
  start: async () => {
    await sink.start();
    return { port: sink.port };
  },
  take: async ({ count }) => {
    await sink.took(count);
    const mails = sink.mails.splice(0);
    return { messageIds: mails.map(({ messageId }) => messageId), at: mails.map(({ at }) => at) };
  },
});
