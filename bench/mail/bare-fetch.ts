import { ImapFlow } from 'imapflow';
import { answerWith } from '../harness/worker.ts';

export interface Bare {
  host: string;
  port: number;
  username: string;
  password: string;
}

export interface Fetched {
  mails: number;
  bytes: number;
  perSecond: number;
}

/** The least that reads a mailbox: one connection, one FETCH of all there is, nothing kept. */
answerWith(async ({ host, port, username, password }: Bare): Promise<Fetched> => {
  const client = new ImapFlow({ host, port, secure: false, auth: { user: username, pass: password }, logger: false });
  const started = performance.now();
  await client.connect();
  const lock = await client.getMailboxLock('INBOX', { readOnly: true });
  let mails = 0;
  let bytes = 0;
  for await (const { source } of client.fetch('1:*', { uid: true, source: true }, { uid: true })) {
    mails += 1;
    bytes += source?.length ?? 0;
  }
  lock.release();
  const perSecond = (mails / (performance.now() - started)) * 1000;
  await client.logout();
  return { mails, bytes, perSecond };
});
