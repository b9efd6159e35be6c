import type { Conversation } from '@switchboard/contracts';

const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Whether a summary says anything that the text itself does not say as shortly. */
export const tellsMore = (summary: string, text: string): boolean => !plain(text).includes(plain(summary));

/** What a conversation is about in one line: its subject, or its summary where that tells more than the preview. */
export function headlineOf({ subject, summary, preview }: Conversation): string | null {
  if (subject) return subject;
  return summary && tellsMore(summary, preview) ? summary : null;
}
