/** What of an error of imapflow tells why a sign-in failed. */
export interface SignInError {
  authenticationFailed?: boolean | undefined;
  /** In capitals, without its brackets. */
  serverResponseCode?: string | undefined;
  /** The server's own words, without the code. */
  responseText?: string | undefined;
}

/** RFC 5530, and Gmail's own for an account that a person has to unlock in the browser. */
const REFUSALS = new Set(['AUTHENTICATIONFAILED', 'AUTHORIZATIONFAILED', 'EXPIRED', 'PRIVACYREQUIRED', 'WEBALERT']);
const FAULTS = new Set(['UNAVAILABLE', 'SERVERBUG', 'LIMIT', 'INUSE', 'SYS/TEMP', 'CONTACTADMIN']);

/** Of servers that give no code, or one that says nothing, such as ALERT. */
const REFUSING_WORDS = [
  /\b(?:log ?[io]n|sign[- ]?in|authentication|authenticate) (?:is |was |has )?(?:failed|failure|denied|rejected|refused)/i,
  /\b(?:invalid|incorrect|wrong|bad|unknown)\b.{0,30}\b(?:credentials?|passwords?|passphrase|user ?(?:name|id)?|log ?in|accounts?)\b/i,
  /\b(?:credentials?|passwords?|user ?names?|log ?in) .{0,30}\b(?:invalid|incorrect|wrong|expired|rejected|not (?:accepted|valid|correct|recogni[sz]ed))/i,
  /\b(?:user|account|mailbox)\b.{0,30}\b(?:not found|unknown|does not exist|disabled|suspended|locked|blocked)/i,
  /\b(?:application|app)-specific password/i,
  /\b(?:web|browser) log ?in required/i,
  /\bnot enabled for imap|imap (?:access )?(?:is )?(?:disabled|not enabled)|enable imap\b/i,
];
/** Whatever else it says: it could not look, or wants to be left alone for a while. */
const PASSING_WORDS =
  /temporar|too many|try(?: it)? again|retry|\blater\b|\bbusy\b|unavailable|internal|time(?:d)?[ -]?out|\blimit|frequen|generic failure|lookup/i;

/**
 * Whether a server refused the user name or the password, so that only a person can mend it. A `NO` alone does not say
 * so: a server that cannot look passwords up at the moment answers with it, too, and a mailbox given up for that stays
 * silent until somebody notices. In doubt it is a fault that passes.
 */
export function isRefusedSignIn({ authenticationFailed, serverResponseCode, responseText }: SignInError): boolean {
  if (authenticationFailed !== true) return false;
  const code = serverResponseCode ?? '';
  const words = responseText ?? '';
  if (FAULTS.has(code) || PASSING_WORDS.test(words)) return false;
  return REFUSALS.has(code) || REFUSING_WORDS.some((pattern) => pattern.test(words));
}
