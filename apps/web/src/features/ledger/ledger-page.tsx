import { inboundStatuses, ledger, type InboundEvent } from '@switchboard/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { BookOpenCheck, ChevronDown, RefreshCw, Unplug } from 'lucide-react';
import { useState } from 'react';
import { Blank } from '../../components/notice.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { MenuButton } from '../../components/ui/menu-button.tsx';
import { Skeleton } from '../../components/ui/skeleton.tsx';
import { useMay } from '../../lib/access.ts';
import { pages } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { fileSize } from '../../lib/file-size.ts';
import { useNow } from '../../lib/now.ts';
import { fullTime, listTime } from '../../lib/time.ts';
import { AccountsTable } from './accounts-table.tsx';
import { BulkActions, Replays } from './bulk-actions.tsx';
import { EntryDialog } from './entry-dialog.tsx';
import { statusLooks, statusNames } from './statuses.ts';

const route = getRouteApi('/app/admin/ledger');

/** Everything that came in from outside, what became of it, and why. */
export function LedgerPage() {
  const { status, provider, account, event } = route.useSearch();
  const navigate = route.useNavigate();
  const mayLook = useMay('ledger:manage');
  const now = useNow();
  const [ticked, setTicked] = useState<readonly number[]>([]);
  const filter = {
    ...(status ? { status } : {}),
    ...(provider ? { provider } : {}),
    ...(account ? { account } : {}),
  };
  const list = useInfiniteQuery({ ...pages(ledger.list, { query: filter }), staleTime: 0 });
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  // As many as one request may name.
  const tickable = rows
    .filter((row) => row.status !== 'received')
    .slice(0, 1000)
    .map(({ id }) => id);
  const show = (id: number | undefined) => void navigate({ search: (before) => ({ ...before, event: id }) });

  return (
    <PageFrame
      title="Inbound ledger"
      lead="Every message is kept here as it came, before anything is done with it."
      actions={
        <div className="flex flex-wrap gap-2">
          {mayLook && <BulkActions filter={filter} ids={ticked} onDone={() => setTicked([])} />}
          <MenuButton
            align="end"
            entries={[
              {
                type: 'choice',
                value: status ?? '',
                options: [
                  { value: '', label: 'All' },
                  ...inboundStatuses.map((value) => ({ value, label: statusNames[value] })),
                ],
                onChange: (value) => {
                  setTicked([]);
                  void navigate({
                    search: (before) => ({ ...before, status: (value || undefined) as typeof status }),
                    replace: true,
                  });
                },
              },
            ]}
          >
            <Button>
              {status ? statusNames[status] : 'All'}
              <ChevronDown className="size-3.5 text-muted" aria-hidden />
            </Button>
          </MenuButton>
          <Button onClick={() => void list.refetch()} disabled={list.isFetching}>
            <RefreshCw className={cn('size-3.5', list.isFetching && 'animate-spin')} aria-hidden />
            Refresh
          </Button>
        </div>
      }
    >
      <Replays />
      <AccountsTable
        chosen={{ provider, account }}
        onChoose={(chosen) => {
          setTicked([]);
          void navigate({
            search: (before) => ({ ...before, provider: chosen?.provider, account: chosen?.account }),
            replace: true,
          });
        }}
      />
      {list.isPending ? (
        <div aria-busy className="grid gap-2">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
            <Skeleton key={key} className="h-8" />
          ))}
        </div>
      ) : list.isError && rows.length === 0 ? (
        <div role="alert">
          <Blank
            icon={<Unplug />}
            title="The ledger could not be loaded"
            action={<Button onClick={() => void list.refetch()}>Try again</Button>}
          >
            {explain(list.error)}
          </Blank>
        </div>
      ) : rows.length === 0 ? (
        <Blank
          icon={<BookOpenCheck />}
          title={status ? `Nothing is ${statusNames[status].toLowerCase()}` : 'Nothing has come in yet'}
        />
      ) : (
        <div role="region" aria-label="Entries" tabIndex={0} className="overflow-x-auto rounded-lg border">
          <table className="w-full text-left text-sm">
            <thead className="bg-canvas text-xs text-muted">
              <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:font-medium">
                {mayLook && (
                  <th scope="col">
                    <input
                      type="checkbox"
                      className="block accent-accent"
                      aria-label={`Choose all ${tickable.length} that are shown`}
                      disabled={tickable.length === 0}
                      checked={tickable.length > 0 && ticked.length === tickable.length}
                      onChange={({ target }) => setTicked(target.checked ? tickable : [])}
                    />
                  </th>
                )}
                <th scope="col" className="max-sm:hidden">
                  Received
                </th>
                <th scope="col" className="max-sm:hidden">
                  From
                </th>
                <th scope="col" className="max-xl:hidden">
                  What
                </th>
                <th scope="col">State</th>
                <th scope="col" className="text-right max-sm:hidden">
                  Size
                </th>
                <th scope="col" className="text-right">
                  Number
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Entry
                  key={row.id}
                  row={row}
                  now={now}
                  onOpen={mayLook ? () => show(row.id) : null}
                  isTicked={ticked.includes(row.id)}
                  onTick={(isTicked) =>
                    setTicked((all) => (isTicked ? [...all, row.id] : all.filter((id) => id !== row.id)))
                  }
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {list.hasNextPage && (
        <div className="mt-3 text-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Show older'}
          </Button>
        </div>
      )}
      {event !== undefined && mayLook && <EntryDialog id={event} onClose={() => show(undefined)} />}
    </PageFrame>
  );
}

interface EntryProps {
  row: InboundEvent;
  now: number;
  onOpen: (() => void) | null;
  isTicked: boolean;
  onTick: (isTicked: boolean) => void;
}

function Entry({ row, now, onOpen, isTicked, onTick }: EntryProps) {
  const received = (
    <time dateTime={row.receivedAt} title={fullTime(row.receivedAt)}>
      {listTime(row.receivedAt, now)}
    </time>
  );
  return (
    <tr
      className={cn(
        'border-t [&>td]:h-9 [&>td]:px-3 [&>td]:py-1.5 max-xl:[&>td]:align-top',
        onOpen && 'cursor-pointer hover:bg-hover',
      )}
      onClick={onOpen ?? undefined}
    >
      {onOpen && (
        <td className="w-8">
          <input
            type="checkbox"
            className="block accent-accent"
            aria-label={`Choose entry ${row.id}`}
            checked={isTicked}
            disabled={row.status === 'received'}
            onClick={(event) => event.stopPropagation()}
            onChange={(event) => onTick(event.target.checked)}
          />
        </td>
      )}
      <td className="whitespace-nowrap max-sm:hidden">{received}</td>
      <td className="max-w-48 max-sm:hidden">
        <span className="block truncate">
          {row.provider} <span className="text-muted">{row.account}</span>
        </span>
        <span className="block truncate text-xs text-muted xl:hidden">{row.kind}</span>
      </td>
      <td className="max-w-40 truncate text-muted max-xl:hidden">{row.kind}</td>
      <td className="w-full max-w-0">
        <span className="mb-1 block text-xs break-words text-muted sm:hidden">
          {received} · {row.provider} {row.account} · {row.kind}
        </span>
        <span className="flex items-baseline gap-x-2 gap-y-1 max-xl:flex-wrap">
          <span
            className={cn('inline-flex h-5 shrink-0 items-center rounded-sm px-1.5 text-xs', statusLooks[row.status])}
          >
            {statusNames[row.status]}
          </span>
          {row.reason && (
            <span className="line-clamp-3 text-xs break-words text-muted xl:line-clamp-2" title={row.reason}>
              {row.reason}
            </span>
          )}
        </span>
      </td>
      <td className="text-right whitespace-nowrap text-muted max-sm:hidden">{fileSize(row.bodySize)}</td>
      <td className="text-right">
        {onOpen ? (
          <button
            type="button"
            onClick={onOpen}
            className="rounded-sm text-accent-text hover:underline"
            aria-label={`Show entry ${row.id}`}
          >
            {row.id}
          </button>
        ) : (
          row.id
        )}
      </td>
    </tr>
  );
}
