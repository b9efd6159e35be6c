import type { Email } from 'postal-mime';
import { clean, cut } from './clean-text.ts';
import type { DeliveryReport } from './parsed-mail.ts';

const SENDERS = /^(?:mailer-daemon|postmaster|mail-daemon|mdaemon|maildaemon|microsoftexchange[0-9a-f]+)$/i;
const SUBJECTS =
  /\b(?:undeliver(?:ed|able)|delivery (?:status notification|failure|has failed)|failure notice|returned mail|mail delivery (?:failed|system|problem)|message not delivered|unzustellbar|non remis|no se puede entregar|devuelto|mancata consegna|não entregue|onbestelbaar)/i;
const DELAYED =
  /\b(?:will (?:be retried|retry|keep trying|continue to)|delayed|still being (?:retried|tried)|not yet been delivered|temporarily deferred)\b/i;
const ADDRESS = /[\w.!#$%&'*+/=?^{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}/;
/** A status of RFC 3463, or a reply of SMTP that refuses for good. */
const REFUSAL =
  /(?:^|[\s#(:])(?:5\d\d[\s-]+)?#?5\.\d{1,3}\.\d{1,3}\b|(?:^|[\s:])5[0-5]\d[\s-]\S|does(?:n.t| not) exist|couldn.t be found|no such user|user unknown|mailbox (?:full|unavailable)/i;
const MOST_LINES = 400;
const MOST_RECIPIENTS = 20;

/**
 * What a report that is no multipart/report says, as qmail, Postfix, Exim and Exchange write them for people: which
 * mail of ours it tells about, and whom it did not reach. Null for any other mail.
 */
export function plainBounceOf(email: Email, text: string): DeliveryReport | null {
  const sender = email.from?.address?.split('@')[0] ?? email.returnPath?.split('@')[0] ?? '';
  if (!SENDERS.test(sender) && !SUBJECTS.test(email.subject ?? '')) return null;
  const about = originalOf(email, text);
  if (!about) return null;
  const lines = text.split('\n', MOST_LINES).map((line) => line.slice(0, 500));
  const report = { about, failures: [], delays: [], deliveries: [] };
  if (DELAYED.test(lines.slice(0, 40).join(' '))) {
    const recipient = lines
      .map((line) => ADDRESS.exec(line)?.[0])
      .find((found) => found && !own(email).has(found.toLowerCase()));
    return { ...report, delays: [{ recipient: recipient ?? '', original: null, words: '' }] };
  }
  const failures = failuresIn(lines, own(email));
  const named = header(email, 'x-failed-recipients');
  if (failures.length === 0 && named) failures.push({ recipient: cut(named, 300), original: null, words: '' });
  return failures.length > 0 ? { ...report, failures } : null;
}

/** The last Message-ID of what it quotes or carries, else of what it answers. */
function originalOf(email: Email, text: string): string | null {
  const carried = email.attachments
    .filter(({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers')
    .map(({ content }) => (typeof content === 'string' ? content : new TextDecoder().decode(content)).slice(0, 65_536));
  for (const source of [...carried, text.slice(0, 262_144)]) {
    const id = /^[>\s]{0,8}Message-ID:\s*(<[^<>\s]{1,990}>)/im.exec(source)?.[1];
    if (id) return id;
  }
  return /<[^<>\s]{1,990}>/.exec(email.inReplyTo ?? '')?.[0] ?? null;
}

/** Each address with the first words near it that refuse. */
function failuresIn(lines: string[], ours: ReadonlySet<string>): DeliveryReport['failures'] {
  const failures = new Map<string, string>();
  for (let index = 0; index < lines.length && failures.size < MOST_RECIPIENTS; index++) {
    if (/^-{2,}.*(?:copy|original|below)|^(?:return-path|received):/i.test(lines[index]!)) break;
    const recipient = ADDRESS.exec(lines[index]!)?.[0]?.toLowerCase();
    if (!recipient || ours.has(recipient) || failures.has(recipient)) continue;
    const near = lines.slice(index, index + 8);
    const at = near.findIndex((line) => REFUSAL.test(line));
    if (at === -1) continue;
    const words = near
      .slice(at, at + 2)
      .join(' ')
      .replace(/^\s*<?[^\s<>@]+@[^\s<>:]+>?:?\s*/, '');
    failures.set(recipient, cut(clean(words).replaceAll(/\s+/g, ' ').trim(), 300));
  }
  return [...failures].map(([recipient, words]) => ({ recipient, original: null, words }));
}

function own(email: Email): Set<string> {
  return new Set(
    [email.from?.address, ...(email.to ?? []).map(({ address }) => address)].map(
      (address) => address?.toLowerCase() ?? '',
    ),
  );
}

function header(email: Email, name: string): string | undefined {
  return email.headers.find(({ key }) => key === name)?.value;
}
