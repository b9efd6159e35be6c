import { MOST_BULK_CONVERSATIONS } from '@switchboard/contracts';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { useStore } from '../../../lib/store.ts';
import { chosen, clearChosen } from './chosen.ts';

const BulkReplyDialog = lazy(() => import('./bulk-reply-dialog.tsx'));

/** What can be done with the rows that were chosen. */
export function ChosenBar() {
  const rows = useStore(chosen);
  const [isWriting, setWriting] = useState(false);
  const tooMany = rows.size > MOST_BULK_CONVERSATIONS;
  if (rows.size === 0) return null;
  return (
    <section aria-label="Selection" className="flex shrink-0 items-center gap-2 border-t bg-card px-3 py-2">
      <span aria-live="polite" className="min-w-0 flex-1 text-sm">
        {rows.size} selected
        {tooMany && <span className="text-bad"> · at most {MOST_BULK_CONVERSATIONS} at once</span>}
      </span>
      <Button look="primary" size="sm" disabled={tooMany} onClick={() => setWriting(true)}>
        Reply to {rows.size}
      </Button>
      <Button look="ghost" size="sm" onClick={clearChosen}>
        Clear
      </Button>
      {isWriting && (
        <Suspense>
          <BulkReplyDialog
            rows={rows}
            onClose={(wasSent) => {
              setWriting(false);
              if (wasSent) clearChosen();
            }}
          />
        </Suspense>
      )}
    </section>
  );
}
