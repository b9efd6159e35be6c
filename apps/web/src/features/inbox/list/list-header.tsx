import { channels, conversationStatuses, type Channel } from '@switchboard/contracts';
import { ArrowDownUp, ChevronDown, Menu as MenuIcon, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { channelNames } from '../../../components/channel-icon.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { MenuButton } from '../../../components/ui/menu-button.tsx';
import { cn } from '../../../lib/cn.ts';
import { sortNames, statusNames } from '../../../lib/inbox/words.ts';
import { sidebarOpen } from '../../../lib/shortcuts/dialogs.ts';
import type { InboxSearch } from '../../../lib/inbox/search.ts';
import { useInbox } from '../use-inbox.ts';

interface ListHeaderProps {
  title: string;
  count: number | undefined;
  customerName: string | null;
}

/** Channels that conversations come by so far. */
const offered: readonly Channel[] = channels.filter((channel) => channel === 'email' || channel === 'whatsapp');

const chip =
  'inline-flex h-6 items-center gap-1 rounded-full border px-2.5 text-xs whitespace-nowrap hover:bg-hover aria-expanded:bg-hover';

interface FilterChipProps {
  name: string;
  value: string | undefined;
  /** What the filter is when nothing was chosen. */
  fallback: string;
  options: readonly (readonly [value: string, label: string])[];
  onChange: (value: string | undefined) => void;
}

function FilterChip({ name, value, fallback, options, onChange }: FilterChipProps) {
  const label = options.find(([option]) => option === value)?.[1];
  return (
    <MenuButton
      entries={[
        {
          type: 'choice',
          value: value ?? '',
          options: [
            { value: '', label: fallback },
            ...options.map(([option, text]) => ({ value: option, label: text })),
          ],
          onChange: (next) => onChange(next || undefined),
        },
      ]}
    >
      <button
        type="button"
        className={cn(chip, label ? 'border-accent/50 bg-accent-soft text-accent-text' : 'text-muted')}
      >
        <span className="sr-only">{name}: </span>
        {label ?? fallback}
        <ChevronDown className="size-3" aria-hidden />
      </button>
    </MenuButton>
  );
}

function Removable({ children, onRemove, label }: { children: ReactNode; onRemove: () => void; label: string }) {
  return (
    <button
      type="button"
      onClick={onRemove}
      className={cn(chip, 'max-w-44 border-accent/50 bg-accent-soft text-accent-text')}
      aria-label={label}
    >
      <span className="truncate">{children}</span>
      <X className="size-3 shrink-0" aria-hidden />
    </button>
  );
}

export function ListHeader({ title, count, customerName }: ListHeaderProps) {
  const { search, change } = useInbox();
  const sort = search.sort ?? 'newest';
  return (
    <header className="shrink-0 border-b px-3 pt-2 pb-2">
      <div className="flex h-8 items-center gap-2">
        <Button
          look="ghost"
          size="icon"
          aria-label="Open the menu"
          className="-ml-1.5 lg:hidden"
          onClick={() => sidebarOpen.set(true)}
        >
          <MenuIcon className="size-4" />
        </Button>
        <h1 className="truncate text-base font-semibold">{title}</h1>
        {count !== undefined && <span className="text-muted">{count.toLocaleString()}</span>}
        <MenuButton
          align="end"
          entries={[
            {
              type: 'choice',
              value: sort,
              options: Object.entries(sortNames).map(([value, label]) => ({ value, label })),
              onChange: (value) => change({ sort: value === 'newest' ? undefined : (value as typeof sort) }),
            },
          ]}
        >
          <IconButton label={`Sort: ${sortNames[sort]}`} className="ml-auto">
            <ArrowDownUp className="size-4" />
          </IconButton>
        </MenuButton>
      </div>
      <div className="mt-1.5 flex flex-wrap items-center gap-1.5">
        {customerName && (
          <Removable
            onRemove={() => change({ customer: undefined })}
            label={`Show all customers, not only ${customerName}`}
          >
            {customerName}
          </Removable>
        )}
        <FilterChip
          name="Status"
          value={search.status}
          fallback={search.customer ? 'Any status' : 'Active'}
          options={[
            search.customer ? (['active', 'Active'] as const) : (['any', 'Any status'] as const),
            ...conversationStatuses.map((status) => [status, statusNames[status]] as const),
          ]}
          onChange={(status) => change({ status: status as InboxSearch['status'] })}
        />
        <FilterChip
          name="Channel"
          value={search.channel}
          fallback="All channels"
          options={offered.map((channel) => [channel, channelNames[channel]] as const)}
          onChange={(channel) => change({ channel: channel as Channel | undefined })}
        />
      </div>
    </header>
  );
}
