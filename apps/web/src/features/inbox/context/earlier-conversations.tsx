import { conversations } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChannelIcon } from '../../../components/channel-icon.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { query } from '../../../lib/api.ts';
import { explain } from '../../../lib/errors.ts';
import { headlineOf } from '../../../lib/inbox/headline.ts';
import { statusNames } from '../../../lib/inbox/words.ts';
import { useNow } from '../../../lib/now.ts';
import { fullTime, listTime } from '../../../lib/time.ts';
import { useInbox } from '../use-inbox.ts';

const SHOWN = 8;

/** What else this customer wrote, in any channel. */
export function EarlierConversations({ customerId, currentId }: { customerId: string; currentId: string }) {
  const { search } = useInbox();
  const now = useNow();
  const list = useQuery({
    ...query(conversations.list, { query: { customerId, status: 'any', limit: SHOWN + 1 } }),
    staleTime: 30_000,
  });
  if (list.isPending) return <Skeleton className="h-10" />;
  if (list.isError) return <p className="text-xs text-bad">{explain(list.error)}</p>;
  const others = list.data.items.filter(({ id }) => id !== currentId);
  if (others.length === 0) return <p className="text-muted">This is the first one.</p>;
  return (
    <ul className="-mx-2">
      {others.slice(0, SHOWN).map((row) => (
        <li key={row.id}>
          <Link
            to="/inbox"
            search={{ ...search, conversation: row.id }}
            className="block rounded-md px-2 py-1.5 hover:bg-hover"
          >
            <span className="flex items-center gap-1.5">
              <ChannelIcon channel={row.channel} className="size-3 text-muted" />
              <span className="truncate">{headlineOf(row) ?? row.preview}</span>
              <time
                dateTime={row.lastMessageAt}
                title={fullTime(row.lastMessageAt)}
                className="ml-auto shrink-0 text-xs text-muted"
              >
                {listTime(row.lastMessageAt, now)}
              </time>
            </span>
            <span className="block text-xs text-muted">
              #{row.number} · {statusNames[row.status]}
            </span>
          </Link>
        </li>
      ))}
      {others.length > SHOWN || list.data.nextCursor ? (
        <li>
          <Link
            to="/inbox"
            search={{ customer: customerId }}
            className="block rounded-md px-2 py-1.5 text-accent-text hover:bg-hover"
          >
            Show all
          </Link>
        </li>
      ) : null}
    </ul>
  );
}
