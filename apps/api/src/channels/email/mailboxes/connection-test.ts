import type { ConnectionReport } from '@switchboard/contracts';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { advice, PATIENCE_MILLISECONDS, saidBy, type Kind, type MailError } from './connection-advice.ts';
import type { MailServer } from './mailbox.ts';

/** Connects and signs in as the watch would, and leaves again. */
export async function tryImap(server: MailServer, password: string): Promise<ConnectionReport> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.secure,
    auth: { user: server.username, pass: password },
    logger: false,
    verifyOnly: true,
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
  });
  // What is wrong comes by `connect`; a socket that breaks after it must not end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return { isWorking: true, message: 'Mail can be received.', serverSaid: null };
  } catch (error) {
    return failure('imap', server, error as MailError);
  } finally {
    client.close();
  }
}

/** Connects and signs in as the sender would; nothing is sent. */
export async function trySmtp(server: MailServer, password: string): Promise<ConnectionReport> {
  const { host, port, secure, username } = server;
  const transport = createTransport({
    host,
    port,
    secure,
    ...(username === '' ? {} : { auth: { user: username, pass: password } }),
    connectionTimeout: PATIENCE_MILLISECONDS,
    greetingTimeout: PATIENCE_MILLISECONDS,
    socketTimeout: PATIENCE_MILLISECONDS,
  });
  try {
    await transport.verify();
    return { isWorking: true, message: 'Mail can be sent.', serverSaid: null };
  } catch (error) {
    return failure('smtp', server, error as MailError);
  } finally {
    transport.close();
  }
}

function failure(kind: Kind, server: MailServer, error: MailError): ConnectionReport {
  return { isWorking: false, message: advice(kind, server, error), serverSaid: saidBy(error)?.slice(0, 500) ?? null };
}
