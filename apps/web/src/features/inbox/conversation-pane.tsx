import { ApiError } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { MessageSquareOff } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Blank } from '../../components/notice.tsx';
import { ResizeHandle } from '../../components/resize-handle.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { useMay } from '../../lib/access.ts';
import { useElementWidth } from '../../lib/element-width.ts';
import { explain } from '../../lib/errors.ts';
import { conversationDetail } from '../../lib/inbox/cache.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { setPreferences, usePreference } from '../../lib/preferences.ts';
import { createStore, useStore } from '../../lib/store.ts';
import { Composer, type ComposerHandle } from './composer/composer.tsx';
import { ContextPane } from './context/context-pane.tsx';
import { useConversationChoices, useConversationCommands } from './conversation-commands.ts';
import { ThreadHeader } from './thread/thread-header.tsx';
import { Thread } from './thread/thread.tsx';
import { useConversationActions } from './use-conversation-actions.ts';
import { useInbox } from './use-inbox.ts';

/** The customer pane stands beside the thread only where both have room. */
const THREAD_MIN = 400;

const sheetOpen = createStore(false);

/** One conversation: its header, its messages, the composer, and who the customer is. */
export default function ConversationPane({ id }: { id: string }) {
  const detail = useQuery(conversationDetail(id));
  usePageTitle(detail.data?.customerName, 1);
  const { open } = useInbox();
  const actions = useConversationActions(id);
  const choices = useConversationChoices(detail.data, actions);
  const mayWrite = useMay('conversations:write');
  const composer = useRef<ComposerHandle>(null);
  const [frame, width] = useElementWidth<HTMLDivElement>();
  const contextWidth = usePreference('contextWidth');
  const contextOpen = usePreference('contextOpen');
  const focused = usePreference('focused');
  const sheet = useStore(sheetOpen);
  const hasRoom = width >= THREAD_MIN + contextWidth;

  useConversationCommands({
    row: detail.data,
    actions,
    choices,
    compose: (mode) => composer.current?.focus(mode),
    mayWrite,
  });

  useEffect(() => () => sheetOpen.set(false), []);

  // It was joined to another since its address was written down.
  const home = detail.data?.id;
  useEffect(() => {
    if (home && home !== id) open(home);
  }, [home, id, open]);

  if (detail.isError && !detail.data) {
    const gone = detail.error instanceof ApiError && detail.error.code === 'not_found';
    return (
      <div role="alert" className="h-full">
        <Blank
          icon={<MessageSquareOff />}
          title={gone ? 'This conversation is not here' : 'The conversation could not be loaded'}
          action={
            gone ? (
              <Button onClick={() => open(null)}>Back to the list</Button>
            ) : (
              <Button onClick={() => void detail.refetch()}>Try again</Button>
            )
          }
        >
          {gone ? 'It does not exist, or it moved to a team that you are not in.' : explain(detail.error)}
        </Blank>
      </div>
    );
  }

  const showContext = () =>
    hasRoom ? setPreferences({ contextOpen: !contextOpen, focused: false }) : sheetOpen.set(true);
  const context = detail.data && (
    <ContextPane conversation={detail.data} actions={actions} choices={choices} mayWrite={mayWrite} />
  );
  return (
    <div ref={frame} className="flex h-full min-w-0">
      <section aria-label="Conversation" className="flex h-full min-w-0 flex-1 flex-col">
        <ThreadHeader
          id={id}
          conversation={detail.data}
          actions={actions}
          choices={choices}
          mayWrite={mayWrite}
          contextShown={hasRoom && contextOpen && !focused}
          onContext={showContext}
        />
        <Thread
          id={id}
          conversation={detail.data}
          actions={actions}
          mayWrite={mayWrite}
          onRestore={(item) => composer.current?.restore(item)}
        />
        {detail.data && mayWrite && <Composer ref={composer} conversation={detail.data} actions={actions} />}
      </section>
      {hasRoom && contextOpen && !focused && (
        <aside aria-label="Customer" className="relative h-full shrink-0 border-l" style={{ width: contextWidth }}>
          {context}
          <ResizeHandle
            name="contextWidth"
            label="Width of the customer pane"
            min={260}
            max={Math.min(460, width - THREAD_MIN)}
            flip
          />
        </aside>
      )}
      {!hasRoom && (
        <Dialog open={sheet} onOpenChange={(next) => sheetOpen.set(next)} title="Customer" shape="right">
          {context}
        </Dialog>
      )}
    </div>
  );
}
