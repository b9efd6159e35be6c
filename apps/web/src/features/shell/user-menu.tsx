import { auth, type Me } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ChevronsUpDown, Keyboard, LogOut } from 'lucide-react';
import { toast } from 'sonner';
import { Avatar } from '../../components/avatar.tsx';
import {
  Menu,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from '../../components/ui/menu.tsx';
import { meQuery, useMe } from '../../lib/access.ts';
import { call, mutation } from '../../lib/api.ts';
import { explain } from '../../lib/errors.ts';
import { setPreferences, usePreference, type Preferences } from '../../lib/preferences.ts';
import { authClient, endSession } from '../../lib/session.ts';
import { overlay } from '../../lib/shortcuts/dialogs.ts';

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
  const change = useMutation({
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
      toast.error('Your availability was not changed.', { description: explain(error) });
    },
  });

  return (
    <Menu>
      <MenuTrigger className="mt-1 flex w-full items-center gap-2.5 rounded-md p-2 text-left hover:bg-hover aria-expanded:bg-hover">
        <Avatar name={name} seed={id} />
        <span className="min-w-0 flex-1 leading-4">
          <span className="block truncate font-medium">{name}</span>
          <span className="flex items-center gap-1.5 text-xs text-muted">
            <Dot of={availability} />
            {availabilities[availability].label}
          </span>
        </span>
        <ChevronsUpDown className="size-4 shrink-0 text-muted" aria-hidden />
      </MenuTrigger>
      <MenuContent align="start" side="top" className="w-60">
        <p className="truncate px-2 py-1.5 text-xs text-muted">{email}</p>
        <MenuRadioGroup
          value={availability}
          onValueChange={(value) => change.mutate({ body: { availability: value as Availability } })}
        >
          {Object.entries(availabilities).map(([value, { label }]) => (
            <MenuRadioItem key={value} value={value}>
              <span className="flex size-4 items-center justify-center">
                <Dot of={value as Availability} />
              </span>
              {label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        <MenuRadioGroup
          value={theme}
          onValueChange={(value) => setPreferences({ theme: value as Preferences['theme'] })}
        >
          <MenuRadioItem value="system">As the system</MenuRadioItem>
          <MenuRadioItem value="light">Light</MenuRadioItem>
          <MenuRadioItem value="dark">Dark</MenuRadioItem>
        </MenuRadioGroup>
        <MenuLabel>Rows</MenuLabel>
        <MenuRadioGroup
          value={density}
          onValueChange={(value) => setPreferences({ density: value as Preferences['density'] })}
        >
          <MenuRadioItem value="comfortable">Comfortable</MenuRadioItem>
          <MenuRadioItem value="compact">Compact</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem onSelect={() => setPreferences({ shortcuts: !shortcuts })}>
          <Keyboard />
          {shortcuts ? 'Switch shortcuts off' : 'Switch shortcuts on'}
        </MenuItem>
        <MenuItem onSelect={() => overlay.set({ name: 'help' })} {...(shortcuts ? { keys: '?' } : {})}>
          <span className="size-4" />
          Keyboard help
        </MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={() => void signOut()}>
          <LogOut />
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
