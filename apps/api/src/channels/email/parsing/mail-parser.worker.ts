import { parentPort } from 'node:worker_threads';
import { MemoryBlob } from './memory-blob.ts';
import { parseMail } from './parse-mail.ts';
import { MailRefusal, type ParseAnswer, type Told } from './parsed-mail.ts';

// Of this thread alone: nothing else here makes one.
globalThis.Blob = MemoryBlob;

// One mail at a time; the pool counts the time and ends this thread when it takes too much.
parentPort?.on('message', (raw: ArrayBuffer) => {
  void answer(Buffer.from(raw)).then(({ message, transfer }) => tell(message, transfer));
});
tell(null, []);

function tell(answer: Told['answer'], transfer: ArrayBuffer[]): void {
  parentPort?.postMessage({ answer, worked: process.threadCpuUsage() } satisfies Told, transfer);
}

async function answer(raw: Buffer): Promise<{ message: ParseAnswer; transfer: ArrayBuffer[] }> {
  try {
    const mail = await parseMail(raw);
    const transfer = [...new Set(mail.attachments.map(({ content }) => content.buffer))];
    return { message: { kind: 'parsed', mail }, transfer };
  } catch (error) {
    if (error instanceof MailRefusal) return { message: { kind: 'refused', reason: error.message }, transfer: [] };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { message: { kind: 'failed', message }, transfer: [] };
  }
}
