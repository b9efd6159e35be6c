import type { Attachment, Email } from 'postal-mime';
import { clean, cut } from './clean-text.ts';
import type { DeliveryReport } from './parsed-mail.ts';

const MOST_RECIPIENTS = 20;
const LONGEST_PART = 65_536;
const HEADERS_OF_THE_MAIL = /^(?:message\/(?:rfc822|global)|text\/rfc822-headers|message\/(?:rfc822|global)-headers)$/;

/** What a multipart/report of RFC 3464 says of the mail it tells about; null for any other mail. */
export function deliveryReportOf(email: Email): DeliveryReport | null {
  const status = email.attachments.find(({ mimeType }) => /^message\/(?:global-)?delivery-status$/.test(mimeType));
  if (!status) return null;
  const original = email.attachments.find(({ mimeType }) => HEADERS_OF_THE_MAIL.test(mimeType));
  const id = original && fieldsOf(textOf(original).split(/\n\s*\n/)[0] ?? '').get('message-id');
  const recipients = textOf(status)
    .split(/\n\s*\n/)
    .map(fieldsOf);
  const those = (action: string) =>
    recipients
      .filter((fields) => fields.get('action')?.toLowerCase().startsWith(action))
      .slice(0, MOST_RECIPIENTS)
      .map((fields) => ({
        recipient: typed(fields.get('final-recipient')),
        original: typed(fields.get('original-recipient')) || null,
        words: typed(fields.get('diagnostic-code')) || (fields.get('status') ?? ''),
      }));
  return {
    about: /<[^<>\s]{1,990}>/.exec(id ?? '')?.[0] ?? null,
    failures: those('failed'),
    delays: those('delayed'),
    deliveries: those('delivered'),
  };
}

function textOf({ content }: Attachment): string {
  const text = typeof content === 'string' ? content : new TextDecoder().decode(content);
  return clean(text.slice(0, LONGEST_PART)).replaceAll('\r\n', '\n');
}

/** Names in lower case; of a name that is there twice, the first. */
function fieldsOf(block: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of block.replaceAll(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** `rfc822; a@example.test` and `smtp; 550 No such user` without their types. */
function typed(value = ''): string {
  return cut(value.replace(/^[\w-]+\s*;\s*/, ''), 300);
}
