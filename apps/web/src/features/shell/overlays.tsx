import { Suspense, lazy } from 'react';
import { Toaster } from 'sonner';
import { Dialog } from '../../components/ui/dialog.tsx';
import { usePreference } from '../../lib/preferences.ts';
import { overlay, sidebarOpen } from '../../lib/shortcuts/dialogs.ts';
import { useStore } from '../../lib/store.ts';
import { Sidebar } from './sidebar.tsx';

const Palette = lazy(() => import('./palette.tsx'));
const HelpSheet = lazy(() => import('./help-sheet.tsx'));
const CustomerSearch = lazy(() => import('./customer-search.tsx'));

const close = () => overlay.set(null);

/** What lies over every page. Loaded after the page. */
export default function Overlays() {
  const open = useStore(overlay);
  const drawer = useStore(sidebarOpen);
  const theme = usePreference('theme');
  return (
    <>
      <Toaster
        theme={theme}
        position="bottom-center"
        closeButton
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
