import { teams } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMay, useMe } from '../../lib/access.ts';
import { adminPages, mayOpen } from '../../lib/admin-pages.ts';
import { query } from '../../lib/api.ts';
import { getPreferences, setPreferences } from '../../lib/preferences.ts';
import { useCommands, type Command } from '../../lib/shortcuts/commands.ts';
import { overlay } from '../../lib/shortcuts/dialogs.ts';

/** What can be done from everywhere. */
export function useShellCommands(): void {
  const me = useMe();
  const navigate = useNavigate();
  const mayInbox = useMay('conversations:read');
  const maySearch = useMay('customers:read');
  const { data: allTeams } = useQuery({ ...query(teams.list, {}), enabled: useMay('agents:read') });

  const go: Command[] = mayInbox
    ? [
        {
          id: 'go.mine',
          title: 'My inbox',
          group: 'Go to',
          keys: 'g i',
          run: () => void navigate({ to: '/inbox', search: {} }),
        },
        {
          id: 'go.unassigned',
          title: 'Unassigned',
          group: 'Go to',
          keys: 'g u',
          run: () => void navigate({ to: '/inbox', search: { view: 'unassigned' } }),
        },
        {
          id: 'go.all',
          title: 'All conversations',
          group: 'Go to',
          keys: 'g a',
          run: () => void navigate({ to: '/inbox', search: { view: 'all' } }),
        },
        {
          id: 'go.snoozed',
          title: 'Snoozed',
          group: 'Go to',
          keys: 'g s',
          run: () => void navigate({ to: '/inbox', search: { view: 'snoozed' } }),
        },
        {
          id: 'go.team',
          title: 'Team inbox…',
          group: 'Go to',
          keys: 'g t',
          choices: () =>
            (allTeams?.items ?? []).map((team) => ({
              id: team.id,
              title: team.name,
              run: () => void navigate({ to: '/inbox', search: { view: 'team', team: team.id } }),
            })),
        },
      ]
    : [];
  const wings: Command[] = adminPages
    .filter((page) => mayOpen(me, page))
    .map(({ to, label }) => ({ id: `go.${to}`, title: label, group: 'Go to', run: () => void navigate({ to }) }));

  useCommands([
    {
      id: 'palette',
      title: 'Command palette',
      group: 'Help',
      keys: 'mod+k',
      keyboardOnly: true,
      run: () => overlay.set({ name: 'palette', commandId: null }),
    },
    ...(maySearch
      ? [
          {
            id: 'search',
            title: 'Search customers',
            group: 'Go to',
            keys: '/',
            run: () => overlay.set({ name: 'search' }),
          } as const,
        ]
      : []),
    ...go,
    ...wings,
    {
      id: 'view.focus',
      title: 'Hide or show the sides',
      group: 'View',
      keys: 'z',
      run: () => setPreferences({ focused: !getPreferences().focused }),
    },
    {
      id: 'view.density',
      title: getPreferences().density === 'compact' ? 'Comfortable rows' : 'Compact rows',
      group: 'View',
      run: () => setPreferences({ density: getPreferences().density === 'compact' ? 'comfortable' : 'compact' }),
    },
    {
      id: 'view.theme',
      title: 'Theme…',
      group: 'View',
      keywords: 'dark light appearance',
      choices: () =>
        (['system', 'light', 'dark'] as const).map((theme) => ({
          id: theme,
          title: { system: 'As the system', light: 'Light', dark: 'Dark' }[theme],
          selected: getPreferences().theme === theme,
          run: () => setPreferences({ theme }),
        })),
    },
    { id: 'help', title: 'Keyboard shortcuts', group: 'Help', keys: '?', run: () => overlay.set({ name: 'help' }) },
    {
      id: 'help.shortcuts',
      title: getPreferences().shortcuts ? 'Switch single-key shortcuts off' : 'Switch single-key shortcuts on',
      group: 'Help',
      run: () => setPreferences({ shortcuts: !getPreferences().shortcuts }),
    },
  ]);
}
