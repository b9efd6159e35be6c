import { useCallback, useEffect, useRef, useState } from 'react';
import { readDraft, saveDraft, type Draft } from '../../../lib/inbox/drafts.ts';

const SAVE_AFTER_MS = 300;

/** What is being written to one conversation; kept in this browser, also when the page closes. */
export function useDraft(conversationId: string): [Draft, (draft: Draft) => void] {
  const [draft, setDraft] = useState(() => readDraft(conversationId));
  const latest = useRef(draft);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const change = useCallback(
    (next: Draft) => {
      latest.current = next;
      setDraft(next);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => saveDraft(conversationId, next), SAVE_AFTER_MS);
    },
    [conversationId],
  );

  useEffect(() => {
    const save = () => saveDraft(conversationId, latest.current);
    window.addEventListener('pagehide', save);
    return () => {
      window.removeEventListener('pagehide', save);
      clearTimeout(timer.current);
      save();
    };
  }, [conversationId]);
  return [draft, change];
}
