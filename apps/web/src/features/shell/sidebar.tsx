import { conversations, teams, type InboxCounts, type Team } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import {
  AlarmClock,
  BookOpenCheck,
  CircleUser,
  Inbox,
  KeyRound,
  Layers,
  Mail,
  MessageCircle,
  MessageSquareText,
  PenLine,
  Search,
  ShieldCheck,
  Users,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { Mark } from '../../components/mark.tsx';
import { Kbd } from '../../components/ui/kbd.tsx';
import { useMay, useMe } from '../../lib/access.ts';
import { adminPages, mayOpen } from '../../lib/admin-pages.ts';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import type { InboxSearch } from '../../lib/inbox/search.ts';
import { usePreference } from '../../lib/preferences.ts';
import { overlay } from '../../lib/shortcuts/dialogs.ts';
import { UserMenu } from './user-menu.tsx';

const row =
  'flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-sm text-muted hover:bg-hover hover:text-fg [&>svg]:size-4 [&>svg]:shrink-0';

const wingIcons: Record<(typeof adminPages)[number]['to'], LucideIcon> = {
  '/admin/mailboxes': Mail,
  '/admin/whatsapp': MessageCircle,
  '/admin/templates': MessageSquareText,
  '/admin/signatures': PenLine,
  '/admin/ledger': BookOpenCheck,
  '/admin/roles': ShieldCheck,
  '/admin/tokens': KeyRound,
};

interface InboxLinkProps {
  icon: LucideIcon;
  label: string;
  search: InboxSearch;
  count: number | undefined;
  unread?: number | undefined;
  active: boolean;
}

function InboxLink({ icon: Icon, label, search, count, unread = 0, active }: InboxLinkProps) {
  return (
    <Link
      to="/inbox"
      search={search}
      aria-current={active ? 'page' : undefined}
      className={cn(row, active && 'bg-selected font-medium text-fg', unread > 0 && 'font-medium text-fg')}
    >
      <Icon aria-hidden />
      <span className="truncate">{label}</span>
      {count !== undefined && count > 0 && (
        <span className="ml-auto flex items-center gap-1.5 text-xs text-muted tabular-nums">
          {unread > 0 && (
            <span className="size-1.5 rounded-full bg-accent" title={`${unread} unread`}>
              <span className="sr-only">{unread} unread,</span>
            </span>
          )}
          {count.toLocaleString()}
        </span>
      )}
    </Link>
  );
}

function Section({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="mt-4">
      <h2 className="px-2 pb-1 text-2xs font-medium text-muted">{label}</h2>
      <ul>{children}</ul>
    </div>
  );
}

/** The way around: views of the inbox with live counts, and the other wings this agent may enter. */
export function Sidebar() {
  const me = useMe();
  const shortcuts = usePreference('shortcuts');
  const maySearch = useMay('customers:read');
  const mayInbox = useMay('conversations:read');
  const { data: counts } = useQuery({ ...query(conversations.counts, {}), enabled: mayInbox });
  const { data: allTeams } = useQuery({ ...query(teams.list, {}), enabled: useMay('agents:read') });
  const { pathname, search } = useRouterState({ select: (state) => state.location });
  const here = pathname === '/inbox' ? (search as InboxSearch) : null;
  const view = here && (here.customer ? null : (here.view ?? 'mine'));
  const wings = adminPages.filter((page) => mayOpen(me, page)).map((page) => ({ ...page, icon: wingIcons[page.to] }));
  const manages = me.permissions.some(({ permission }) => permission.endsWith(':manage'));
  const seesAll = me.permissions.some(
    ({ permission, scope }) => permission === 'conversations:read' && scope === 'all',
  );
  const teamCount = (id: string) => counts?.teams.find(({ teamId }) => teamId === id)?.count;
  const isMine = ({ id }: Team) => me.agent.teams.some((team) => team.id === id);
  // Other teams' inboxes only where there is something to see in them.
  const shownTeams = (allTeams?.items ?? []).filter((team) => seesAll || isMine(team) || (teamCount(team.id) ?? 0) > 0);
  const views: {
    id: keyof Pick<InboxCounts, 'mine' | 'unassigned' | 'all' | 'snoozed'>;
    label: string;
    icon: LucideIcon;
  }[] = [
    { id: 'mine', label: 'My inbox', icon: CircleUser },
    { id: 'unassigned', label: 'Unassigned', icon: Inbox },
    { id: 'all', label: 'All', icon: Layers },
    { id: 'snoozed', label: 'Snoozed', icon: AlarmClock },
  ];

  return (
    <div className="flex h-full flex-col px-2 pt-2 pb-2">
      <div className="hidden h-10 items-center gap-2 px-2 lg:flex">
        <Mark className="size-5" />
        <span className="font-semibold tracking-tight">Switchboard</span>
      </div>
      <div className="scroll-area -mx-2 min-h-0 flex-1 px-2">
        {maySearch && (
          <button
            type="button"
            className={cn(row, 'my-1 border bg-card px-2')}
            onClick={() => overlay.set({ name: 'search' })}
          >
            <Search aria-hidden />
            <span>Search</span>
            {shortcuts && <Kbd keys="/" className="ml-auto" />}
          </button>
        )}
        {mayInbox && (
          <ul className="mt-1">
            {views.map(({ id, label, icon }) => (
              <li key={id}>
                <InboxLink
                  icon={icon}
                  label={label}
                  search={id === 'mine' ? {} : { view: id }}
                  count={counts?.[id]}
                  unread={id === 'mine' ? counts?.mineUnread : undefined}
                  active={view === id}
                />
              </li>
            ))}
          </ul>
        )}
        {mayInbox && shownTeams.length > 0 && (
          <Section label="Team inboxes">
            {shownTeams.map((team) => (
              <li key={team.id}>
                <InboxLink
                  icon={Users}
                  label={team.name}
                  search={{ view: 'team', team: team.id }}
                  count={teamCount(team.id)}
                  active={view === 'team' && here?.team === team.id}
                />
              </li>
            ))}
          </Section>
        )}
        {wings.length > 0 && (
          <Section label={manages ? 'Admin' : 'Settings'}>
            {wings.map(({ to, label, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  className={row}
                  activeProps={{ className: 'bg-selected font-medium !text-fg', 'aria-current': 'page' }}
                >
                  <Icon aria-hidden />
                  <span className="truncate">{label}</span>
                </Link>
              </li>
            ))}
          </Section>
        )}
      </div>
      <UserMenu />
    </div>
  );
}
