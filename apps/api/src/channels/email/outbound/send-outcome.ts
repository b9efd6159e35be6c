/** What of an answer of nodemailer counts; a refusal of one recipient among several looks the same. */
export interface SmtpError {
  responseCode?: number;
  response?: string;
  message?: string;
  code?: string;
  /** Of the operating system, where it was that which failed. */
  syscall?: string;
  /** Whom it is about, where it is about one recipient. */
  recipient?: string;
  rejectedErrors?: SmtpError[];
}

export interface Refusal {
  address: string;
  words: string;
}

/** What became of one try. */
export type SendOutcome =
  /** Nobody is left to be tried again. `refusals` are final. */
  | { kind: 'handed'; refusals: Refusal[] }
  /** Some took it, some refused it for good, and some want to be asked again. */
  | { kind: 'partly'; refusals: Refusal[]; pending: string[]; words: string }
  | { kind: 'refused'; words: string }
  /** The server does not let the mailbox in: not for this mail, and not before somebody has mended that. */
  | { kind: 'held'; words: string; isRemembered: boolean }
  /** Whether or not it arrived: it is to be tried again, under the same Message-ID. */
  | { kind: 'later'; words: string };

/** Codes of nodemailer that no repetition changes. */
const HOPELESS = new Set(['EENVELOPE', 'EMESSAGE', 'ECONFIG']);
/** The sign-in, which is about the mailbox and no mail. */
const SIGN_IN = new Set(['EAUTH', 'ENOAUTH']);
const LONGEST = 500;

/** Of a try that the server took for at least one recipient. */
export function outcomeOf(rejected: readonly SmtpError[]): SendOutcome {
  const later = rejected.filter(isTemporary);
  const refusals = rejected
    .filter((error) => !isTemporary(error))
    .map((error) => ({ address: error.recipient ?? '', words: wordsOf(error) }));
  if (later.length === 0) return { kind: 'handed', refusals };
  return {
    kind: 'partly',
    refusals,
    pending: later.map(({ recipient }) => recipient ?? ''),
    words: wordsOf(later[0]!),
  };
}

/** Of a try that failed as a whole. */
export function failureOf(error: SmtpError): SendOutcome {
  const some = error.rejectedErrors?.find(isTemporary) ?? error;
  const words = wordsOf(some);
  if (isTemporary(some)) return { kind: 'later', words };
  if (SIGN_IN.has(error.code ?? '')) return { kind: 'held', words, isRemembered: false };
  const isHopeless = (error.responseCode ?? 0) >= 500 || HOPELESS.has(error.code ?? '');
  return { kind: isHopeless ? 'refused' : 'later', words };
}

/**
 * Whether the server was not there at all: the next mail would wait for it as long. A line that broke in the middle of a
 * mail says nothing of the next one.
 */
export function isSilence({ code = '', syscall = '' }: SmtpError): boolean {
  return syscall === 'connect' || code === 'EDNS' || code === 'ETIMEDOUT';
}

/** An envelope or a sign-in refused for the moment has a code of 4xx beside nodemailer's own. */
function isTemporary({ responseCode = 0 }: SmtpError): boolean {
  return responseCode >= 400 && responseCode < 500;
}

const ownWords: Record<string, string> = {
  ETIMEDOUT: 'The mail server did not answer in time.',
  EDNS: 'The mail server was not found.',
  ECONNECTION: 'The connection to the mail server broke.',
  ESOCKET: 'The connection to the mail server broke.',
};

/** The server's own words where it said something. */
function wordsOf({ response, message, code = '' }: SmtpError): string {
  return (response ?? ownWords[code] ?? message ?? 'The mail server gave no reason.').slice(0, LONGEST);
}
