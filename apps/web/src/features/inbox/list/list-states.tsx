import { conversations } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Inbox, PartyPopper, Unplug } from 'lucide-react';
import { Blank } from '../../../components/notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { channelNames } from '../../../components/channel-icon.tsx';
import { useMay } from '../../../lib/access.ts';
import { query } from '../../../lib/api.ts';
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
  const mayConnect = useMay('support_emails:manage');
  const { data: counts } = useQuery(query(conversations.counts, {}));
  const isNew = counts?.all === 0 && counts.snoozed === 0;
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
  if (isNew && mayConnect) return <NothingConnected title={title} />;
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

/** Nothing has ever come in, and this agent can change that. */
function NothingConnected({ title }: { title: string }) {
  const link = 'font-medium text-accent-text underline underline-offset-2';
  return (
    <Blank icon={<Inbox />} title={`${title} is empty`}>
      Nothing has come in yet. Let messages in: add{' '}
      <Link to="/admin/mailboxes" className={link}>
        a mailbox
      </Link>{' '}
      or{' '}
      <Link to="/admin/whatsapp" className={link}>
        a WhatsApp number
      </Link>
      .
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
