import { ImapFlow } from 'imapflow';
import type { MailServer } from '../../mailboxes/mailbox.ts';

const CONNECT_MILLISECONDS = 15_000;

/**
 * A connection of ours to a mailbox, not yet begun. One instance is one connection: a lost one is replaced, never
 * connected again. Listen to `error` before anything else.
 *
 * @param patience milliseconds without a byte after which a command counts as lost
 */
export function imapClient(server: MailServer, password: string, patience: number): ImapFlow {
  return new ImapFlow({
    host: server.host,
    port: server.port,
    secure: server.secure,
    auth: { user: server.username, pass: password },
    logger: false,
    disableAutoIdle: true,
    maxIdleTime: 4 * 60_000,
    connectionTimeout: CONNECT_MILLISECONDS,
    greetingTimeout: CONNECT_MILLISECONDS,
    socketTimeout: patience,
    maxLiteralSize: 64 * 1_048_576,
    maxResponseSize: 80 * 1_048_576,
  });
}
