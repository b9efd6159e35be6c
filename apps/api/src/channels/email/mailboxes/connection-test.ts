import type { ConnectionReport } from '@switchboard/contracts';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { isRefusedSignIn, type SignInError } from '../providers/imap/refused-sign-in.ts';
import type { MailServer } from './mailbox.ts';

const PATIENCE_MILLISECONDS = 10_000;

type Kind = 'imap' | 'smtp';

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

interface MailError extends Error, SignInError {
  code?: string;
  /** Of SMTP. */
  responseCode?: number;
  response?: unknown;
}

function failure(kind: Kind, server: MailServer, error: MailError): ConnectionReport {
  const said = error.responseText ?? (typeof error.response === 'string' ? error.response : error.message);
  return { isWorking: false, message: advice(kind, server, error), serverSaid: said.slice(0, 500) };
}

/** What an admin can do about it. */
function advice(kind: Kind, { host, port, secure }: MailServer, error: MailError): string {
  const clue = `${error.code ?? ''} ${error.message}`;
  const isSmtpSignIn = /EAUTH|ENOAUTH/.test(clue);
  if (isRefusedSignIn(error) || (isSmtpSignIn && (error.responseCode ?? 500) >= 500)) {
    return `${host} refused the user name or the password. Gmail and Zoho want an app password where sign-in has a second step.`;
  }
  if (error.authenticationFailed || isSmtpSignIn) {
    return `${host} could not check the user name and the password just now. Try again in a few minutes.`;
  }
  if (/ENOTFOUND|EAI_AGAIN|EDNS/.test(clue)) return `There is no server named ${host}. Check the spelling.`;
  if (/ECONNREFUSED/.test(clue)) {
    return `${host} takes no connection at port ${port}. ${usualPorts(kind)}`;
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|certificate/i.test(clue)) {
    return `The certificate of ${host} is not valid for that name, so the connection is not safe. Check the name of the server.`;
  }
  if (/WRONG_VERSION_NUMBER|wrong version number|EPROTO/i.test(clue)) {
    return `${host} does not begin with TLS at port ${port}. Switch TLS off there (STARTTLS is used instead), or take another port. ${usualPorts(kind)}`;
  }
  if (/TIMEOUT|ETIMEDOUT|timed? ?out/i.test(clue)) {
    const tls = secure ? '' : ' It may want TLS from the beginning: switch it on.';
    return `${host} said nothing at port ${port} in ${PATIENCE_MILLISECONDS / 1000} seconds.${tls} A firewall may be in between. ${usualPorts(kind)}`;
  }
  return `The connection to ${host} did not come about.`;
}

function usualPorts(kind: Kind): string {
  return kind === 'imap'
    ? 'Usual are 993 with TLS and 143 without.'
    : 'Usual are 465 with TLS and 587 without, which begins it later.';
}
