import { Suspense, lazy, useEffect } from 'react';
import { Inbox } from 'lucide-react';
import { Blank } from '../../components/notice.tsx';
import { ResizeHandle } from '../../components/resize-handle.tsx';
import { Skeleton } from '../../components/ui/skeleton.tsx';
import { useElementWidth } from '../../lib/element-width.ts';
import { WIDE, useMediaQuery } from '../../lib/media-query.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { usePreference } from '../../lib/preferences.ts';
import { ConversationList } from './list/conversation-list.tsx';
import { useInbox } from './use-inbox.ts';

const loadConversation = () => import('./conversation-pane.tsx');
const ConversationPane = lazy(loadConversation);

/** Share of the page that the list may take. */
const LIST_MIN = 0.2;
const LIST_MAX = 0.45;
const LIST_MIN_PX = 280;

/** List and conversation beside each other; one at a time on narrow screens. */
export function InboxPage() {
  const { search } = useInbox();
  const wide = useMediaQuery(WIDE);
  const listWidth = usePreference('listWidth');
  const [frame, width] = useElementWidth<HTMLDivElement>();
  const id = search.conversation ?? null;
  usePageTitle('Inbox');

  // The list is what is looked at first; the rest follows when there is time.
  useEffect(() => {
    const timer = setTimeout(() => void loadConversation().catch(() => undefined), 800);
    return () => clearTimeout(timer);
  }, []);

  const min = Math.max(LIST_MIN_PX, width * LIST_MIN);
  const max = Math.max(min, width * LIST_MAX);
  return (
    <div ref={frame} className="flex h-full min-w-0">
      {(wide || !id) && (
        <div
          className="relative h-full w-full shrink-0 lg:w-(--list) lg:border-r"
          style={{ '--list': `${Math.min(Math.max(listWidth, min), max)}px` } as object}
        >
          <ConversationList />
          {wide && <ResizeHandle name="listWidth" label="Width of the list" min={min} max={max} />}
        </div>
      )}
      {(wide || id) && (
        <div className="h-full min-w-0 flex-1">
          {id ? (
            <Suspense fallback={<PaneSkeleton />}>
              <ConversationPane key={id} id={id} />
            </Suspense>
          ) : (
            <Blank icon={<Inbox />} title="Nothing is open">
              Choose a conversation from the list, or press J and Enter.
            </Blank>
          )}
        </div>
      )}
    </div>
  );
}

function PaneSkeleton() {
  return (
    <div aria-busy className="p-5">
      <Skeleton className="mb-3 h-5 w-1/3" />
      <Skeleton className="h-4 w-1/5" />
    </div>
  );
}
