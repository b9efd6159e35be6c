import { conversations } from '@switchboard/contracts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { Suspense, lazy, useEffect } from 'react';
import { useMay, useMe } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { useUnreadTitle } from '../../lib/page-title.ts';
import { usePageReady } from '../../lib/page-ready.ts';
import { usePreference } from '../../lib/preferences.ts';
import { followInbox } from '../../lib/realtime/connection.ts';
import { announcement } from '../../lib/realtime/link.ts';
import { session } from '../../lib/session.ts';
import { sidebarOpen } from '../../lib/shortcuts/dialogs.ts';
import { useKeyboard } from '../../lib/shortcuts/keyboard.ts';
import { useStore } from '../../lib/store.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { ResizeHandle } from '../../components/resize-handle.tsx';
import { MailboxBanner } from './mailbox-banner.tsx';
import { Sidebar } from './sidebar.tsx';
import { useShellCommands } from './shell-commands.ts';

const Overlays = lazy(() => import('./overlays.tsx'));

/** The frame of every page behind the sign-in. */
export function AppLayout() {
  const me = useMe();
  const cache = useQueryClient();
  const mayInbox = useMay('conversations:read');
  const focused = usePreference('focused');
  const width = usePreference('sidebarWidth');
  const spoken = useStore(announcement);
  const ready = usePageReady();
  const { token } = useStore(session);
  const navigate = useNavigate();
  const path = useRouterState({ select: ({ location }) => location.href });
  const { data: counts } = useQuery({ ...query(conversations.counts, {}), enabled: mayInbox });
  const unread = counts?.mineUnread ?? 0;
  useKeyboard();
  useShellCommands();

  useEffect(() => {
    if (!mayInbox || !ready) return;
    const following = followInbox(cache, me.agent.id);
    return () => void following.then((leave) => leave());
  }, [cache, me.agent.id, mayInbox, ready]);

  useEffect(() => {
    if (token) return;
    cache.clear();
    void navigate({ to: '/sign-in', search: { redirect: path }, replace: true });
  }, [token, cache, navigate, path]);

  useEffect(() => sidebarOpen.set(false), [path]);
  useUnreadTitle(unread);

  return (
    <div className="flex h-full bg-canvas">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-card px-3 py-2 font-medium shadow-pop focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      {!focused && (
        <nav aria-label="Main" className="relative hidden shrink-0 lg:block" style={{ width }}>
          <Sidebar />
          <ResizeHandle name="sidebarWidth" label="Width of the sidebar" min={180} max={320} />
        </nav>
      )}
      <main
        id="main"
        className={`flex min-w-0 flex-1 flex-col bg-background lg:my-2 lg:mr-2 lg:overflow-hidden lg:rounded-lg lg:border ${focused ? 'lg:ml-2' : ''}`}
      >
        <ConnectionBanner />
        <MailboxBanner />
        <div className="min-h-0 flex-1">
          <Outlet />
        </div>
      </main>
      <div role="status" aria-live="polite" className="sr-only">
        {spoken}
      </div>
      {ready && (
        <Suspense>
          <Overlays />
        </Suspense>
      )}
    </div>
  );
}
