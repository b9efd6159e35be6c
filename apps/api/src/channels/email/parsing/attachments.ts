import type { Attachment, Email } from 'postal-mime';
import { keyOfId } from '../content/sanitise-html.ts';
import { clean, cut } from './clean-text.ts';
import type { MailAttachment } from './parsed-mail.ts';
import type { TnefFile } from './tnef.ts';

const LONGEST_NAME = 180;

/** Extensions of parts that come without a name, so that they open in the right program. */
const extensions: Record<string, string> = {
  'message/rfc822': 'eml',
  'text/calendar': 'ics',
  'application/ics': 'ics',
  'application/pgp-signature': 'asc',
  'text/plain': 'txt',
  'text/html': 'html',
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** What parts are called that come without a name. */
const words: Record<string, string> = {
  'message/rfc822': 'Forwarded mail',
  'text/calendar': 'Invitation',
  'application/ics': 'Invitation',
  'application/pgp-signature': 'Signature',
};
const wordsByKind: Record<string, string> = { image: 'Picture', audio: 'Recording', video: 'Video', text: 'Text' };

/**
 * Every part that is not the body. Inline is only what the HTML shows by one of `shownIds`, which are {@link keyOfId}s;
 * whether it is a picture is told from its bytes, once they are kept.
 */
export function attachmentsOf(email: Email, shownIds: ReadonlySet<string>): MailAttachment[] {
  const nameOf = namer();
  return email.attachments.filter(isSomething).map((attachment) => {
    const contentId = attachment.contentId?.replaceAll(/^\s*<|>\s*$/g, '') || null;
    return {
      filename: nameOf(attachment),
      contentType: mediaType(attachment.mimeType),
      contentId: contentId ? cut(clean(contentId), 500) : null,
      isInline: contentId !== null && shownIds.has(keyOfId(contentId)),
      content: bytes(attachment.content),
    };
  });
}

/** What was wrapped up in a `winmail.dat`, or written into the text. */
export function filesOf(files: TnefFile[], shownIds: ReadonlySet<string>): MailAttachment[] {
  const nameOf = namer();
  return files.map(({ filename, contentType, contentId, content }) => {
    const mimeType = mediaType(contentType);
    return {
      filename: nameOf({ filename, mimeType }),
      contentType: mimeType,
      contentId: contentId ? cut(contentId.replaceAll(/^\s*<|>\s*$/g, ''), 500) : null,
      isInline: contentId !== null && shownIds.has(keyOfId(contentId)),
      content,
    };
  });
}

/** A text kept as a file. */
export function textAttachment(filename: string, contentType: string, text: string): MailAttachment {
  const content = new TextEncoder().encode(text);
  return { filename, contentType: `${contentType}; charset=utf-8`, contentId: null, isInline: false, content };
}

/** The first part of PGP/MIME says only which version of it this is: nothing for anybody to open. */
function isSomething({ mimeType, content }: Attachment): boolean {
  if (mimeType !== 'application/pgp-encrypted') return true;
  return !/^\s*version:\s*1\s*$/i.test(new TextDecoder('latin1').decode(bytes(content).subarray(0, 64)));
}

type Named = Pick<Attachment, 'filename' | 'mimeType'>;

/** Names files; those that came without a name by what they are, and by number where there are several of a kind. */
function namer(): (file: Named) => string {
  const unnamed = new Map<string, number>();
  return (file) => {
    const given = givenName(file);
    if (given) return given;
    const { mimeType } = file;
    const word = words[mimeType] ?? wordsByKind[mimeType.split('/')[0]!] ?? 'File';
    const count = (unnamed.get(word) ?? 0) + 1;
    unnamed.set(word, count);
    return `${word}${count > 1 ? ` ${count}` : ''}.${extensions[mimeType] ?? 'bin'}`;
  };
}

function givenName(attachment: Named): string | null {
  const given = clean(attachment.filename ?? '')
    .split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/[\s<>:"|?*]+/g, ' ')
    .replace(/^[\s.]+/, '')
    .trim();
  if (!given) return null;
  if (given.length <= LONGEST_NAME) return given;
  const extension = /\.[\w]{1,10}$/.exec(given)?.[0] ?? '';
  return cut(given, LONGEST_NAME - extension.length) + extension;
}

function mediaType(given: string): string {
  return /^[\w.+-]+\/[\w.+-]+$/.test(given) && given.length <= 120 ? given : 'application/octet-stream';
}

function bytes(content: Attachment['content']): Uint8Array<ArrayBuffer> {
  if (typeof content === 'string') return new TextEncoder().encode(content);
  return new Uint8Array(content instanceof ArrayBuffer ? content : content.slice().buffer);
}
