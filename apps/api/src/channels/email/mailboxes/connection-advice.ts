import { isRefusedSignIn, type SignInError } from '../providers/imap/refused-sign-in.ts';
import type { MailServer } from './mailbox.ts';

export const PATIENCE_MILLISECONDS = 10_000;

export type Kind = 'imap' | 'smtp';

/** As the libraries for IMAP and SMTP throw them. */
export interface MailError extends Error, SignInError {
  code?: string;
  /** Of SMTP. */
  responseCode?: number;
  response?: unknown;
}

/** The server's own words; null where it said nothing, and the words are those of a library. */
export function saidBy({ responseText, response }: MailError): string | null {
  return (responseText ?? (typeof response === 'string' ? response : '')).trim() || null;
}

/** What broke a connection, for an admin to read: what the server said, else what can be done about it. */
export function inWords(kind: Kind, server: MailServer, error: MailError): string {
  const said = saidBy(error);
  if (said) return said;
  const known = knownAdvice(kind, server, error);
  return known ? `${known}${error.code ? ` (${error.code})` : ''}` : error.message;
}

/** What an admin can do about it. */
export function advice(kind: Kind, server: MailServer, error: MailError): string {
  const known = knownAdvice(kind, server, error);
  return known ?? `The connection to ${server.host} did not come about: ${error.message.slice(0, 200)}`;
}

function knownAdvice(kind: Kind, server: MailServer, error: MailError): string | null {
  const { host, port, secure } = server;
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
  if (/EPROTOCOL/.test(clue)) {
    return `${host} answers at port ${port}, but not as an ${kind.toUpperCase()} server does. ${usualPorts(kind)}`;
  }
  const certificate = certificateProblem(clue, host);
  if (certificate) return certificate;
  if (/ERR_SSL|SSL routines|wrong version number|EPROTO\b/i.test(clue)) {
    return secure
      ? `${host} does not begin with TLS at port ${port}. Switch TLS off there (STARTTLS is used instead), or take another port. ${usualPorts(kind)}`
      : `${host} offers STARTTLS at port ${port}, but no safe connection came about by it. Its TLS may be too old.`;
  }
  if (/TIMEOUT|ETIMEDOUT|timed? ?out|never received/i.test(clue)) {
    const tls = secure ? '' : ' It may want TLS from the beginning: switch it on.';
    return `${host} said nothing at port ${port} in ${PATIENCE_MILLISECONDS / 1000} seconds.${tls} A firewall may be in between. ${usualPorts(kind)}`;
  }
  if (/ECONNRESET|unexpected(ly)? close|closed unexpectedly/i.test(clue)) {
    const other = secure ? 'without TLS' : 'with TLS';
    return `${host} hung up at port ${port}. It may turn this address away, or want to be spoken to ${other}. ${usualPorts(kind)}`;
  }
  return null;
}

/** By the codes of OpenSSL, or its words where the code is hidden by another. */
function certificateProblem(clue: string, host: string): string | null {
  const unsafe = 'so nobody can tell who reads along';
  if (/CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|certificate (has expired|is not yet valid)/.test(clue)) {
    return `The certificate of ${host} has expired or is not valid yet, ${unsafe}. Whoever runs the server has to renew it.`;
  }
  if (/ALTNAME_INVALID|does not match certificate/.test(clue)) {
    return `The certificate there is made out to another name than ${host}, ${unsafe}. Take the name that the provider gives for its server.`;
  }
  if (/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|self-signed certificate|unable to (verify|get)/.test(clue)) {
    return `The certificate of ${host} is signed by nobody whom this portal knows, ${unsafe}. The server needs one of a public authority.`;
  }
  return /CERT|certificate/.test(clue) ? `The certificate of ${host} is not valid, ${unsafe}.` : null;
}

function usualPorts(kind: Kind): string {
  return kind === 'imap'
    ? 'Usual are 993 with TLS and 143 without.'
    : 'Usual are 465 with TLS and 587 without, which begins it later.';
}
