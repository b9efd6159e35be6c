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
  'text/plain': 'txt',
  'text/html': 'html',
  'application/pdf': 'pdf',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/**
 * Every part that is not the body. Inline is only what the HTML shows by one of `shownIds`, which are {@link keyOfId}s;
 * whether it is a picture is told from its bytes, once they are kept.
 */
export function attachmentsOf(email: Email, shownIds: ReadonlySet<string>): MailAttachment[] {
  return email.attachments.map((attachment, index) => {
    const contentId = attachment.contentId?.replaceAll(/^\s*<|>\s*$/g, '') || null;
    return {
      filename: fileName(attachment, index),
      contentType: mediaType(attachment.mimeType),
      contentId: contentId ? cut(clean(contentId), 500) : null,
      isInline: contentId !== null && shownIds.has(keyOfId(contentId)),
      content: bytes(attachment.content),
    };
  });
}

/** What was wrapped up in a `winmail.dat`, which stays beside, or written into the text. */
export function filesOf(files: TnefFile[], shownIds: ReadonlySet<string>): MailAttachment[] {
  return files.map(({ filename, contentType, contentId, content }, index) => {
    const mimeType = mediaType(contentType);
    return {
      filename: fileName({ filename, mimeType }, index),
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

function fileName(attachment: Pick<Attachment, 'filename' | 'mimeType'>, index: number): string {
  const given = clean(attachment.filename ?? '')
    .split(/[/\\]/)
    .at(-1)
    ?.replaceAll(/[\s<>:"|?*]+/g, ' ')
    .replace(/^[\s.]+/, '')
    .trim();
  if (!given) return `attachment-${index + 1}.${extensions[attachment.mimeType] ?? 'bin'}`;
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
