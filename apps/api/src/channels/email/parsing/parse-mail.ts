import PostalMime, { type Address, type Email } from 'postal-mime';
import { htmlToText } from '../content/html-text.ts';
import { splitQuotedText } from '../content/quoted-text.ts';
import { sanitiseHtml, type SafeHtml } from '../content/sanitise-html.ts';
import { attachmentsOf, filesOf, textAttachment } from './attachments.ts';
import { clean, cut } from './clean-text.ts';
import { deliveryReportOf } from './delivery-report.ts';
import { contentHash, readHeaderBlock } from './header-block.ts';
import { invitationOf } from './invitation.ts';
import { legible } from './legible.ts';
import { mailLimits, storedLimits } from './mail-limits.ts';
import { originOf, returnPathOf } from './origin.ts';
import { MailRefusal, type Invitation, type MailNote, type MailParty, type ParsedMail } from './parsed-mail.ts';
import { plainBounceOf } from './plain-bounce.ts';
import { sealOf } from './seal.ts';
import { readTnef, type Tnef, type TnefFile } from './tnef.ts';
import { withoutUtf7 } from './utf7.ts';
import { readUuencoded } from './uuencode.ts';

/**
 * Reads raw MIME. Runs in the parsing thread only: a hostile mail may take all its time and memory.
 *
 * @throws MailRefusal for a mail that is to stay unread
 */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const block = readHeaderBlock(raw);
  const plain = withoutUtf7(raw);
  const { raw: readable, isDoubtful, parts } = legible(plain);
  const email = await readMime(readable);
  const notes = new Set<MailNote>();
  const unwrapped = unwrap(email);
  if (unwrapped) notes.add('winmail');
  const body = readBody(email, notes);
  const shownIds = new Set(body.safe?.contentIds);
  const attachments = [
    ...attachmentsOf(email, shownIds),
    ...filesOf([...(unwrapped?.files ?? []), ...body.files], shownIds),
    ...body.overflow,
  ];
  if (attachments.length > mailLimits.attachments) throw new MailRefusal(`it has ${attachments.length} attachments`);
  const from = parties([email.from ?? email.sender]).find(({ address }) => address !== '') ?? null;
  const messageId = messageIds(email.messageId)[0] ?? null;
  if (!messageId) notes.add('no-message-id');
  if (!from) notes.add('no-from');
  const isBroken = [body.fullText, email.subject, from?.name].some((text) => text?.includes('\u{FFFD}'));
  if (isDoubtful || isBroken) notes.add('bad-charset');
  if (body.fullText === '' && !body.safe?.html && attachments.length === 0) notes.add('empty');
  for (const note of originOf(block)) notes.add(note);
  const seal = sealOf(plain, parts, body.text);
  if (seal) notes.add(seal);
  const report = deliveryReportOf(email) ?? plainBounceOf(email, body.fullText);
  if (report) notes.add('bounce');
  const references = messageIds(email.references);
  return {
    messageId,
    inReplyTo: messageIds(email.inReplyTo)[0] ?? null,
    references: [...references.slice(0, 1), ...references.slice(1).slice(1 - storedLimits.references)],
    from,
    returnPath: returnPathOf(block),
    replyTo: recipients(email.replyTo, notes),
    to: recipients(email.to, notes),
    cc: recipients(email.cc, notes),
    bcc: recipients(email.bcc, notes),
    subject: email.subject
      ? cut(clean(email.subject).replaceAll(/\s+/g, ' ').trim(), storedLimits.subject) || null
      : null,
    date: readDate(email.date, notes),
    text: body.text,
    fullText: body.fullText,
    html: body.safe?.html ?? null,
    hasRemoteImages: body.safe?.hasRemoteImages ?? false,
    attachments,
    contentHash: contentHash(raw, block),
    report,
    invitation: invitationIn(email),
    notes: [...notes],
  };
}

async function readMime(raw: Buffer): Promise<Email> {
  try {
    return await PostalMime.parse(raw, {
      forceRfc822Attachments: true,
      maxNestingDepth: mailLimits.nesting,
      maxHeadersSize: 4 * mailLimits.headerBytes,
    });
  } catch (error) {
    throw new MailRefusal(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Takes out what Outlook wrapped up in a `winmail.dat`; its body stands in where the mail has none of its own. The
 * wrapping itself is no file any more, but stays in the original of the mail.
 */
function unwrap(email: Email): Tnef | null {
  const wrapping = email.attachments.find(
    ({ mimeType, filename }) =>
      /^application\/(?:vnd\.)?ms-tnef$/.test(mimeType) || /^winmail\.dat$/i.test(filename ?? ''),
  );
  if (!wrapping || typeof wrapping.content === 'string') return null;
  const tnef = readTnef(new Uint8Array(wrapping.content));
  if (tnef && !email.text?.trim() && !email.html?.trim()) {
    if (tnef.text) email.text = tnef.text;
    if (tnef.html) email.html = tnef.html;
  }
  const isUnpacked = tnef && (tnef.files.length > 0 || tnef.text !== null || tnef.html !== null);
  if (isUnpacked) email.attachments = email.attachments.filter((each) => each !== wrapping);
  return tnef;
}

const LARGEST_CALENDAR = 524_288;

function invitationIn(email: Email): Invitation | null {
  const calendar = email.attachments.find(
    ({ mimeType, content }) =>
      /^(?:text\/calendar|application\/ics)$/.test(mimeType) &&
      (typeof content === 'string' ? content.length : content.byteLength) <= LARGEST_CALENDAR,
  );
  if (!calendar) return null;
  const { content, method } = calendar;
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  return invitationOf(text, method ?? null);
}

interface Body {
  text: string;
  fullText: string;
  safe: SafeHtml | null;
  /** Files that were written into the text. */
  files: TnefFile[];
  /** Bodies too long to be shown, whole. */
  overflow: ParsedMail['attachments'];
}

function readBody(email: Email, notes: Set<MailNote>): Body {
  const overflow: Body['overflow'] = [];
  const html = clean(email.html ?? '');
  const isMonstrous = isTooMuch(html);
  const safe = html === '' || isMonstrous ? null : sanitiseHtml(html);
  const isShown = safe !== null && safe.html.length <= storedLimits.html;
  if (html !== '' && !isShown) overflow.push(textAttachment('message.html', 'text/html', html));
  const { text, files } = readUuencoded(
    clean(email.text ?? '')
      .replaceAll('\r\n', '\n')
      .trim(),
  );
  let fullText = text;
  if (fullText === '' && html !== '') fullText = clean(isMonstrous ? tagless(html) : htmlToText(html));
  const { visible } = splitQuotedText(fullText.slice(0, storedLimits.fullText));
  if (fullText.length > storedLimits.fullText || visible.length > storedLimits.visibleText) {
    overflow.push(textAttachment('message.txt', 'text/plain', fullText));
  }
  if (overflow.length > 0) notes.add('body-cut');
  return {
    text: cut(visible, storedLimits.visibleText),
    fullText: cut(fullText, storedLimits.fullText),
    safe: isShown ? safe : null,
    files: files.map((file) => ({ ...file, contentType: 'application/octet-stream', contentId: null })),
    overflow,
  };
}

/** Longer, or of more tags, than sanitising it may take time for. */
function isTooMuch(html: string): boolean {
  if (html.length > storedLimits.html) return true;
  let tags = 0;
  for (let at = html.indexOf('<'); at !== -1; at = html.indexOf('<', at + 1)) tags++;
  return tags > storedLimits.htmlTags;
}

/** In linear time, for HTML that no parser shall see. */
function tagless(html: string): string {
  return html
    .slice(0, storedLimits.fullText)
    .replaceAll(/<[^<>]*>/g, ' ')
    .replaceAll(/[ \t]+/g, ' ')
    .trim();
}

function recipients(addresses: Address[] | undefined, notes: Set<MailNote>): MailParty[] {
  const all = parties(addresses ?? []).filter(({ address }) => address !== '');
  if (all.length > mailLimits.addresses) throw new MailRefusal(`it has ${all.length} addresses in one list`);
  if (all.length > storedLimits.recipients) notes.add('recipients-cut');
  return all.slice(0, storedLimits.recipients);
}

function parties(addresses: (Address | undefined)[]): MailParty[] {
  return addresses.flatMap((entry) => {
    if (!entry) return [];
    const members = entry.group ?? [entry];
    return members.map(({ address, name }) => ({
      address: clean(address ?? '')
        .trim()
        .toLowerCase()
        .slice(0, 320),
      name: cut(clean(name).replaceAll(/\s+/g, ' ').trim(), 200) || null,
    }));
  });
}

function messageIds(header: string | undefined): string[] {
  if (!header) return [];
  const ids = clean(header).match(/<[^<>\s]{1,990}>/g);
  if (ids) return [...new Set(ids)];
  // Some programs leave the brackets out.
  const bare = clean(header).trim().split(/\s+/)[0] ?? '';
  return /^[^<>\s]{3,900}@[^<>\s]+$/.test(bare) ? [`<${bare}>`] : [];
}

function readDate(date: string | undefined, notes: Set<MailNote>): string | null {
  const time = date ? Date.parse(date) : Number.NaN;
  // PostgreSQL and every screen can show these; a year 20,000 is a broken clock.
  if (Number.isNaN(time) || time < 0 || time > Date.UTC(2200, 0)) {
    notes.add('no-date');
    return null;
  }
  return new Date(time).toISOString();
}
