import { mailboxChecks, type MailboxCheck, type MailboxFinding, type SupportEmail } from '@switchboard/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Skeleton } from '../../components/ui/skeleton.tsx';
import { useMay } from '../../lib/access.ts';
import { pages } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { fullTime } from '../../lib/time.ts';

const kinds: Record<MailboxFinding['kind'], [name: string, look: string]> = {
  missing: ['Was missing', 'bg-accent-soft text-accent-text'],
  rejected: ['Rejected', 'bg-warn-soft text-warn'],
  failed: ['Failed', 'bg-bad-soft text-bad'],
  lost: ['Without message', 'bg-bad-soft text-bad'],
};

interface FindingsDialogProps {
  mailbox: SupportEmail;
  check: MailboxCheck;
  onClose: () => void;
}

/** Which mails a check had something to say about, and why. */
export function FindingsDialog({ mailbox, check, onClose }: FindingsDialogProps) {
  const mayOpen = useMay('ledger:manage');
  const list = useInfiniteQuery({
    ...pages(mailboxChecks.findings, { params: { id: mailbox.id, checkId: check.id } }),
    staleTime: 0,
  });
  const findings = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Dialog
      open
      onOpenChange={onClose}
      shape="wide"
      title={`What the check of ${mailbox.address} found`}
      description={fullTime(check.finishedAt ?? check.createdAt)}
    >
      {list.isPending && <Skeleton className="h-24 w-full" />}
      {list.error && (
        <p role="alert" className="text-sm text-bad">
          {explain(list.error)}
        </p>
      )}
      {check.total.ignoredFor.length > 0 && (
        <ul aria-label="Ignored" className="mb-2 text-sm text-muted">
          {check.total.ignoredFor.map(({ reason, count }) => (
            <li key={reason}>{`${count.toLocaleString()} ignored: ${reason}`}</li>
          ))}
        </ul>
      )}
      <ul aria-label="Mails" className="divide-y text-sm">
        {findings.map(({ id, kind, path, uid, reason, inboundEventId }) => (
          <li key={id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-2">
            <span className={cn('inline-flex h-5 items-center rounded-sm px-1.5 text-xs', kinds[kind][1])}>
              {kinds[kind][0]}
            </span>
            <span className="text-muted">
              {path} · number {uid}
            </span>
            <span className="min-w-0 flex-1 break-words max-sm:w-full max-sm:flex-none">
              {reason ?? 'It is fetched now.'}
            </span>
            {mayOpen && inboundEventId !== null && (
              <Link
                to="/admin/ledger"
                search={{ event: inboundEventId }}
                className="rounded-sm text-accent-text hover:underline"
              >
                Ledger entry {inboundEventId}
              </Link>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="mt-3 text-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Show more'}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
