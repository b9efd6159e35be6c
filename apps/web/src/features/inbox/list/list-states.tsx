import { Inbox, PartyPopper, Unplug } from 'lucide-react';
import { Blank } from '../../../components/notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { channelNames } from '../../../components/channel-icon.tsx';
import { explain } from '../../../lib/errors.ts';
import { statusNames } from '../../../lib/inbox/words.ts';
import { useInbox } from '../use-inbox.ts';

export function ListSkeleton({ height, rows = 12 }: { height: number; rows?: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className="flex items-center gap-3 border-b border-line/70 px-3" style={{ height }}>
          <Skeleton className={height > 50 ? 'size-9 rounded-full' : 'size-6 rounded-full'} />
          <div className="flex-1">
            <div style={{ width: `${35 + ((index * 17) % 30)}%` }}>
              <Skeleton className="mb-2 h-3" />
            </div>
            <div style={{ width: `${60 + ((index * 23) % 35)}%` }}>
              <Skeleton className="h-3" />
            </div>
          </div>
        </div>
      ))}
    </div>
  );
}

interface EmptyListProps {
  title: string;
  customerName: string | null;
}

/** Nothing here: names what is being filtered for, and the way out. */
export function EmptyList({ title, customerName }: EmptyListProps) {
  const { search, change } = useInbox();
  const filters = [
    search.status &&
      search.status !== 'any' &&
      `status “${search.status === 'active' ? 'Active' : statusNames[search.status]}”`,
    search.channel && `channel “${channelNames[search.channel]}”`,
    customerName && `customer “${customerName}”`,
  ].filter(Boolean);
  if (filters.length > 0) {
    return (
      <Blank
        icon={<Inbox />}
        title={`Nothing in ${title} with ${filters.join(' and ')}`}
        action={
          <Button size="sm" onClick={() => change({ status: undefined, channel: undefined, customer: undefined })}>
            Clear the filters
          </Button>
        }
      />
    );
  }
  if (search.view === 'snoozed') {
    return (
      <Blank icon={<Inbox />} title="Nothing is snoozed">
        Press S on a conversation to have it come back later.
      </Blank>
    );
  }
  return (
    <Blank icon={<PartyPopper />} title={`${title} is empty`}>
      {search.view === undefined || search.view === 'mine'
        ? 'Nothing waits for you. New conversations are under Unassigned.'
        : 'Nothing waits here. New messages appear by themselves.'}
    </Blank>
  );
}

export function ListError({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  return (
    <div role="alert" className="h-full">
      <Blank
        icon={<Unplug />}
        title="The list could not be loaded"
        action={<Button onClick={onRetry}>Try again</Button>}
      >
        {explain(error)}
      </Blank>
    </div>
  );
}
