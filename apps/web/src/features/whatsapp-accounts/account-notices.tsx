import type { WhatsappAccount } from '@switchboard/contracts';
import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import { cn } from '../../lib/cn.ts';
import { fullTime } from '../../lib/time.ts';

const looks = {
  critical: ['text-bad', CircleAlert],
  warning: ['text-warn', TriangleAlert],
  info: ['text-muted', Info],
} as const;

/** What the provider says of a number: refusals of the key first, then its own notices. */
export function AccountNotices({ account }: { account: WhatsappAccount }) {
  const { health, healthDetail, notices } = account;
  const isRefused = health === 'auth_failed';
  if (!isRefused && notices.length === 0) return null;
  return (
    <ul aria-label={`What is known of ${account.name}`} className="mt-2 grid gap-1 text-xs">
      {isRefused && (
        <Line severity="critical" text={healthDetail ?? 'Interakt refused the API key.'} title="Enter the key again" />
      )}
      {notices.map(({ kind, severity, message, occurredAt }) => (
        <Line key={kind} severity={severity} text={message} title={fullTime(occurredAt)} />
      ))}
    </ul>
  );
}

function Line({ severity, text, title }: { severity: keyof typeof looks; text: string; title: string }) {
  const [color, Icon] = looks[severity];
  return (
    <li className={cn('flex items-start gap-1.5', color)} title={title}>
      <Icon className="mt-px size-3.5 shrink-0" aria-label={severity} />
      <span className="min-w-0 break-words">{text}</span>
    </li>
  );
}
