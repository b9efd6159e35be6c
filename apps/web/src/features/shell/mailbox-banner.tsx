import { supportEmails } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { useMay } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { usePageReady } from '../../lib/page-ready.ts';

const LOOK_EVERY_MS = 30_000;
const PAGE = '/admin/mailboxes';

/** Tells those who can mend it, wherever they are, that a mail server refuses a mailbox; its own page says more. */
export function MailboxBanner() {
  const mayMend = useMay('support_emails:manage');
  const isReady = usePageReady();
  const isThere = useRouterState({ select: ({ location }) => location.pathname === PAGE });
  const { data } = useQuery({
    ...query(supportEmails.list, {}),
    enabled: mayMend && isReady && !isThere,
    staleTime: LOOK_EVERY_MS,
    refetchInterval: LOOK_EVERY_MS,
  });
  if (!mayMend || isThere) return null;
  const refused = (data?.items ?? []).flatMap(({ id, address, isActive, health, smtpRefusal }) => {
    const effects = [
      health === 'auth_failed' && 'receives nothing',
      smtpRefusal !== null && 'cannot send: answers wait',
    ].filter(Boolean);
    return isActive && effects.length > 0 ? [{ id, words: `${address} ${effects.join(' and ')}` }] : [];
  });
  if (refused.length === 0) return null;
  return (
    <div
      role="alert"
      className="flex min-h-8 shrink-0 animate-fade flex-wrap items-center justify-center gap-x-2 bg-bad-soft px-4 py-1 text-sm text-bad"
    >
      <CircleAlert className="size-4 shrink-0" aria-hidden />
      {refused.map(({ id, words }) => (
        <span key={id}>{words}.</span>
      ))}
      <span>The mail server refused the sign-in.</span>
      <Link to={PAGE} className="rounded-sm font-medium underline underline-offset-2">
        Mend it under Mailboxes
      </Link>
    </div>
  );
}
