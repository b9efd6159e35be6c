import { readStored, writeStored } from '../storage.ts';

/** What the composer of a conversation holds. */
export interface Draft {
  mode: 'reply' | 'note';
  reply: string;
  note: string;
  /** Mail: recipients the agent changed; null leaves the default. */
  to: string[] | null;
  cc: string[] | null;
  bcc: string[] | null;
}

const emptyDraft: Draft = { mode: 'reply', reply: '', note: '', to: null, cc: null, bcc: null };

const key = (conversationId: string) => `switchboard.draft.${conversationId}`;

export const readDraft = (conversationId: string): Draft => ({
  ...emptyDraft,
  ...(readStored(key(conversationId)) as Partial<Draft> | null),
});

export function saveDraft(conversationId: string, draft: Draft): void {
  const empty = draft.reply.trim() === '' && draft.note.trim() === '' && !draft.to && !draft.cc && !draft.bcc;
  writeStored(key(conversationId), empty ? null : draft);
}
