import { ledger, type LedgerAccount } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../components/loaded.tsx';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { useNow } from '../../lib/now.ts';
import { duration, fullTime } from '../../lib/time.ts';

interface AccountsTableProps {
  chosen: { provider?: string | undefined; account?: string | undefined };
  onChoose: (account: { provider: string; account: string } | null) => void;
}

const REFRESH_MS = 10_000;

/** What came in for each account and what became of it; choosing one narrows the entries below. */
export function AccountsTable({ chosen, onChoose }: AccountsTableProps) {
  const accounts = useQuery({ ...query(ledger.accounts, {}), staleTime: 0, refetchInterval: REFRESH_MS });
  const now = useNow();
  return (
    <Loaded query={accounts} what="The accounts">
      {({ items }) =>
        items.length > 0 && (
          <div role="region" aria-label="Accounts" tabIndex={0} className="mb-6 overflow-x-auto rounded-lg border">
            <table className="w-full sm:min-w-[38rem] text-left text-sm tabular-nums">
              <thead className="bg-canvas text-xs text-muted">
                <tr className="[&>th]:h-8 [&>th]:px-3 [&>th]:font-medium">
                  <th scope="col">Account</th>
                  {['Seen', 'Stored', 'Ignored', 'Rejected', 'Failed', 'Waiting'].map((name) => (
                    <th key={name} scope="col" className={cn('text-right', isQuiet(name) && 'max-sm:hidden')}>
                      {name}
                    </th>
                  ))}
                  <th scope="col">Lag</th>
                  <th scope="col">Last success</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <Account
                    key={`${item.provider} ${item.account}`}
                    item={item}
                    now={now}
                    isChosen={item.provider === chosen.provider && item.account === chosen.account}
                    onChoose={onChoose}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Loaded>
  );
}

interface AccountProps {
  item: LedgerAccount;
  now: number;
  isChosen: boolean;
  onChoose: AccountsTableProps['onChoose'];
}

function Account({ item, now, isChosen, onChoose }: AccountProps) {
  const { provider, account, lagSeconds, lastSuccessAt, reasons } = item;
  return (
    <>
      <tr className={cn('border-t [&>td]:h-9 [&>td]:px-3', isChosen && 'bg-selected')}>
        <td className="max-w-36 xl:max-w-56">
          <button
            type="button"
            aria-pressed={isChosen}
            onClick={() => onChoose(isChosen ? null : { provider, account })}
            className="max-w-full truncate rounded-sm text-left text-accent-text hover:underline"
          >
            {provider} {account}
          </button>
        </td>
        <Count value={item.seen} />
        <Count value={item.processed} look="max-sm:hidden" />
        <Count value={item.ignored} look="max-sm:hidden" />
        <Count value={item.rejected} tone="text-warn" />
        <Count value={item.failed} tone="text-bad" />
        <Count value={item.waiting} />
        <td className={cn('whitespace-nowrap', (lagSeconds ?? 0) > 60 && 'font-medium text-bad')}>
          {lagSeconds === null ? 'none' : duration(lagSeconds * 1000)}
        </td>
        <td className="whitespace-nowrap text-muted">
          {lastSuccessAt ? (
            <time dateTime={lastSuccessAt} title={fullTime(lastSuccessAt)}>
              {duration(now - Date.parse(lastSuccessAt))} ago
            </time>
          ) : (
            'never'
          )}
        </td>
      </tr>
      {isChosen && reasons.length > 0 && (
        <tr className="bg-selected">
          <td colSpan={9} className="px-3 pb-2 text-xs text-muted">
            <ul aria-label="Why, of late">
              {reasons.slice(0, 8).map(({ status, reason, count }) => (
                <li key={`${status} ${reason}`} className="break-words">
                  <span className={status === 'failed' ? 'text-bad' : 'text-warn'}>
                    {count} {status}
                  </span>{' '}
                  {reason || 'without a reason'}
                </li>
              ))}
            </ul>
          </td>
        </tr>
      )}
    </>
  );
}

/** What is well, and gives way on a phone to what may not be. */
const isQuiet = (column: string) => column === 'Stored' || column === 'Ignored';

const Count = ({ value, tone, look }: { value: number; tone?: string; look?: string }) => (
  <td className={cn('text-right', value === 0 && 'text-muted', value > 0 && tone, look)}>{value.toLocaleString()}</td>
);
