import { auth, type Me } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { ChevronsUpDown, CircleHelp, Keyboard, LogOut } from 'lucide-react';
import { Avatar } from '../../components/avatar.tsx';
import { MenuButton } from '../../components/ui/menu-button.tsx';
import { meQuery, useMe } from '../../lib/access.ts';
import { call, mutation } from '../../lib/api.ts';
import { setPreferences, usePreference, type Preferences } from '../../lib/preferences.ts';
import { authClient, endSession } from '../../lib/session.ts';
import { overlay } from '../../lib/shortcuts/dialogs.ts';
import { sayProblem } from '../../lib/toast.ts';
import { useOnce } from '../../lib/use-once.ts';

type Availability = Me['agent']['availability'];

const availabilities: Record<Availability, { label: string; dot: string }> = {
  online: { label: 'Online', dot: 'bg-good' },
  away: { label: 'Away', dot: 'bg-warn' },
  offline: { label: 'Offline', dot: 'bg-faint' },
};

/** Ends the session on the server too; if it cannot be reached, at least here. */
async function signOut(): Promise<void> {
  await call(auth.signOut, {}).catch(() => undefined);
  const client = await authClient();
  await client.signOut({ scope: 'local' }).catch(() => undefined);
  endSession(null);
}

const Dot = ({ of }: { of: Availability }) => (
  <span aria-hidden className={`size-2 shrink-0 rounded-full ${availabilities[of].dot}`} />
);

/** Who I am, whether I am there, and how the page looks. */
export function UserMenu() {
  const me = useMe();
  const cache = useQueryClient();
  const theme = usePreference('theme');
  const density = usePreference('density');
  const shortcuts = usePreference('shortcuts');
  const { availability, name, email, id } = me.agent;
  const change = useOnce({
    ...mutation(auth.updateMe),
    onMutate: ({ body }) => {
      const before = cache.getQueryData(meQuery().queryKey);
      if (before && body?.availability) {
        cache.setQueryData(meQuery().queryKey, {
          ...before,
          agent: { ...before.agent, availability: body.availability },
        });
      }
      return before;
    },
    onSuccess: (answer) => cache.setQueryData(meQuery().queryKey, answer),
    onError: (error, _input, before) => {
      cache.setQueryData(meQuery().queryKey, before);
      sayProblem('Your availability was not changed.', error);
    },
  });

  return (
    <MenuButton
      side="top"
      entries={[
        { type: 'text', label: email },
        {
          type: 'choice',
          value: availability,
          options: Object.entries(availabilities).map(([value, { label }]) => ({
            value,
            label,
            icon: (
              <span className="flex size-4 items-center justify-center">
                <Dot of={value as Availability} />
              </span>
            ),
          })),
          onChange: (value) => change.mutate({ body: { availability: value as Availability } }),
        },
        { type: 'separator' },
        { type: 'heading', label: 'Theme' },
        {
          type: 'choice',
          value: theme,
          options: [
            { value: 'system', label: 'As the system' },
            { value: 'light', label: 'Light' },
            { value: 'dark', label: 'Dark' },
          ],
          onChange: (value) => setPreferences({ theme: value as Preferences['theme'] }),
        },
        { type: 'heading', label: 'Rows' },
        {
          type: 'choice',
          value: density,
          options: [
            { value: 'comfortable', label: 'Comfortable' },
            { value: 'compact', label: 'Compact' },
          ],
          onChange: (value) => setPreferences({ density: value as Preferences['density'] }),
        },
        { type: 'separator' },
        {
          type: 'item',
          icon: <Keyboard />,
          label: shortcuts ? 'Switch shortcuts off' : 'Switch shortcuts on',
          onSelect: () => setPreferences({ shortcuts: !shortcuts }),
        },
        {
          type: 'item',
          icon: <CircleHelp />,
          label: 'Keyboard help',
          ...(shortcuts ? { keys: '?' } : {}),
          onSelect: () => overlay.set({ name: 'help' }),
        },
        { type: 'separator' },
        { type: 'item', icon: <LogOut />, label: 'Sign out', onSelect: () => void signOut() },
      ]}
    >
      <button
        type="button"
        className="mt-1 flex w-full items-center gap-2.5 rounded-md p-2 text-left hover:bg-hover aria-expanded:bg-hover"
      >
        <Avatar name={name} seed={id} />
        <span className="min-w-0 flex-1 leading-4">
          <span className="block truncate font-medium">{name}</span>
          <span className="flex items-center gap-1.5 text-xs text-muted">
            <Dot of={availability} />
            {availabilities[availability].label}
          </span>
        </span>
        <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
      </button>
    </MenuButton>
  );
}
