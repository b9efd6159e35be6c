import { Suspense, lazy, useEffect } from 'react';
import { Toaster, toast } from 'sonner';
import { Dialog } from '../../components/ui/dialog.tsx';
import { WIDE, useMediaQuery } from '../../lib/media-query.ts';
import { usePreference } from '../../lib/preferences.ts';
import { overlay, sidebarOpen } from '../../lib/shortcuts/dialogs.ts';
import { useStore } from '../../lib/store.ts';
import { unsaid } from '../../lib/toast.ts';
import { Countdown } from '../../components/countdown.tsx';
import { Sidebar } from './sidebar.tsx';

const later = [
  () => import('./palette.tsx'),
  () => import('./help-sheet.tsx'),
  () => import('./customer-search.tsx'),
  () => import('../../components/ui/menu-popup.tsx'),
] as const;
const Palette = lazy(later[0]);
const HelpSheet = lazy(later[1]);
const CustomerSearch = lazy(later[2]);

/** Everything is in the browser before it is asked for, so that it also opens at once, and offline. */
const FETCH_ALL_MS = 2500;

const close = () => overlay.set(null);

/** What lies over every page. Loaded after the page. */
export default function Overlays() {
  const open = useStore(overlay);
  useEffect(() => {
    const timer = setTimeout(() => later.forEach((load) => void load().catch(() => undefined)), FETCH_ALL_MS);
    return () => clearTimeout(timer);
  }, []);
  const waiting = useStore(unsaid);
  useEffect(() => {
    if (waiting.length === 0) return;
    for (const { text, isProblem, until, ...options } of waiting) {
      const show = isProblem ? toast.error : toast;
      if (until === undefined) show(text, options);
      else show(<Countdown text={text} until={until} />, { ...options, duration: Math.max(0, until - Date.now()) });
    }
    unsaid.set([]);
  }, [waiting]);
  const drawer = useStore(sidebarOpen);
  const theme = usePreference('theme');
  // Never over the composer, wherever the panes end.
  const wide = useMediaQuery(WIDE);
  return (
    <>
      <Toaster
        theme={theme}
        position={wide ? 'bottom-left' : 'top-center'}
        // Beside each other: each is about something else. Above the menu at the foot of the sidebar.
        expand
        offset={{ bottom: 68, left: 8 }}
        toastOptions={{ className: '!rounded-lg !font-sans' }}
      />
      <Dialog open={drawer} onOpenChange={(isOpen) => sidebarOpen.set(isOpen)} title="Switchboard" shape="left">
        <nav aria-label="Main" className="h-full">
          <Sidebar />
        </nav>
      </Dialog>
      <Suspense>
        {open?.name === 'palette' && <Palette commandId={open.commandId} onClose={close} />}
        {open?.name === 'help' && <HelpSheet onClose={close} />}
        {open?.name === 'search' && <CustomerSearch onClose={close} />}
      </Suspense>
    </>
  );
}
