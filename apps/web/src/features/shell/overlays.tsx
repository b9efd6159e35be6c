import { Suspense, lazy } from 'react';
import { Toaster } from 'sonner';
import { usePreference } from '../../lib/preferences.ts';
import { overlay } from '../../lib/shortcuts/dialogs.ts';
import { useStore } from '../../lib/store.ts';

const Palette = lazy(() => import('./palette.tsx'));
const HelpSheet = lazy(() => import('./help-sheet.tsx'));
const CustomerSearch = lazy(() => import('./customer-search.tsx'));

const close = () => overlay.set(null);

/** What lies over every page. Loaded after the page. */
export default function Overlays() {
  const open = useStore(overlay);
  const theme = usePreference('theme');
  return (
    <>
      <Toaster
        theme={theme}
        position="bottom-center"
        closeButton
        toastOptions={{ className: '!rounded-lg !font-sans' }}
      />
      <Suspense>
        {open?.name === 'palette' && <Palette commandId={open.commandId} onClose={close} />}
        {open?.name === 'help' && <HelpSheet onClose={close} />}
        {open?.name === 'search' && <CustomerSearch onClose={close} />}
      </Suspense>
    </>
  );
}
