import { supportEmails, type SupportEmail } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Inbox, Play, Plus, Square } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Blank, Notice } from '../../components/notice.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { useMay } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { useNow } from '../../lib/now.ts';
import { duration, fullTime } from '../../lib/time.ts';
import { useChange } from '../../lib/use-change.ts';
import { MailboxCheck } from './mailbox-check.tsx';
import { MailboxForm } from './mailbox-form.tsx';

const health: Record<SupportEmail['health'], { label: string; look: string }> = {
  unknown: { label: 'Not known yet', look: 'bg-faint' },
  connecting: { label: 'Connecting', look: 'bg-warn' },
  healthy: { label: 'Receiving', look: 'bg-good' },
  degraded: { label: 'Troubled', look: 'bg-warn' },
  auth_failed: { label: 'Refused', look: 'bg-bad' },
  stopped: { label: 'Not watched', look: 'bg-faint' },
};

const ailing = ({ isActive, health: state }: SupportEmail): boolean =>
  isActive && (state === 'auth_failed' || state === 'degraded');
const isRefusedToSend = ({ isActive, smtpRefusal }: SupportEmail): boolean => isActive && smtpRefusal !== null;

/** The addresses whose mail arrives here, and whether it really does. */
export function MailboxesPage() {
  const list = useQuery({ ...query(supportEmails.list, {}), staleTime: 0, refetchInterval: 10_000 });
  const mayManage = useMay('support_emails:manage');
  const [editing, setEditing] = useState<SupportEmail | 'new' | null>(null);
  const broken = list.data?.items.filter(ailing) ?? [];
  const mute = list.data?.items.filter(isRefusedToSend) ?? [];
  return (
    <PageFrame
      title="Mailboxes"
      lead="Mail to these addresses becomes conversations, and answers go out from them."
      actions={
        mayManage && (
          <Button look="primary" onClick={() => setEditing('new')}>
            <Plus className="size-4" aria-hidden />
            Add a mailbox
          </Button>
        )
      }
    >
      {mute.length > 0 && (
        <Notice look="error" className="mb-4">
          {mute.map(({ id, address, smtpRefusal }) => (
            <p key={id}>
              <strong className="font-semibold">{address}</strong> cannot send now: its SMTP server refused the user
              name or the password. Answers wait and leave once it is corrected. {smtpRefusal}
            </p>
          ))}
        </Notice>
      )}
      {broken.length > 0 && (
        <Notice look="error" className="mb-4">
          <ul className="grid gap-2">
            {broken.map((mailbox) => (
              <Trouble key={mailbox.id} mailbox={mailbox} onEdit={mayManage ? () => setEditing(mailbox) : null} />
            ))}
          </ul>
        </Notice>
      )}
      <Loaded query={list} what="The mailboxes">
        {({ items }) =>
          items.length === 0 ? (
            <Blank icon={<Inbox />} title="No mailbox yet">
              {mayManage
                ? 'Add the address your customers write to. You need its IMAP and SMTP servers and a password.'
                : 'Ask an admin to add one.'}
            </Blank>
          ) : (
            <ul className="grid grid-cols-1 gap-2">
              {items.map((mailbox) => (
                <Mailbox key={mailbox.id} mailbox={mailbox} mayManage={mayManage} onEdit={() => setEditing(mailbox)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <MailboxForm mailbox={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

/** Why a mailbox receives nothing, since when, and the way to mend it. */
function Trouble({ mailbox, onEdit }: { mailbox: SupportEmail; onEdit: (() => void) | null }) {
  const now = useNow();
  const { address, health: state, healthDetail, lastSuccessAt } = mailbox;
  const isRefused = state === 'auth_failed';
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
      <p className="min-w-0 flex-1 basis-72 break-words">
        <strong className="font-semibold">{address}</strong>{' '}
        {lastSuccessAt
          ? `was last read at ${fullTime(lastSuccessAt)} (${duration(now - Date.parse(lastSuccessAt))} ago). What came since waits on its server.`
          : 'has never been read.'}{' '}
        {isRefused
          ? `Its server refused the sign-in, and nothing is tried again until the user name or the password is changed.${healthDetail ? ` The server said: ${healthDetail}` : ''}`
          : `It is tried again by itself. ${healthDetail ?? 'Check its settings.'}`}
      </p>
      {onEdit && (
        <Button
          size="sm"
          onClick={onEdit}
          aria-label={`${isRefused ? 'Change the password' : 'Settings'} of ${address}`}
        >
          {isRefused ? 'Change the password' : 'Settings'}
        </Button>
      )}
    </li>
  );
}

interface MailboxProps {
  mailbox: SupportEmail;
  mayManage: boolean;
  onEdit: () => void;
}

function Mailbox({ mailbox, mayManage, onEdit }: MailboxProps) {
  const now = useNow();
  const { id, address, name, isActive, isWatching, imap, smtp, lastSuccessAt, healthDetail } = mailbox;
  const refresh = [supportEmails.list];
  const watch = useChange(supportEmails.watch, { refresh, failed: 'Watching could not be started.' });
  const stop = useChange(supportEmails.stopWatch, { refresh, failed: 'Watching could not be stopped.' });
  const remove = useChange(supportEmails.remove, {
    refresh,
    done: `${address} is removed.`,
    failed: 'It was not removed.',
  });
  const state = !isActive
    ? { label: 'Switched off', look: 'bg-faint' }
    : imap
      ? health[mailbox.health]
      : { label: 'Takes what is delivered here', look: 'bg-good' };
  const ways = [imap && `IMAP ${imap.host}`, smtp && `SMTP ${smtp.host}`].filter(Boolean).join(' · ');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border bg-card px-4 py-3">
      <div className="min-w-60 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-medium">{address}</span>
          <span className="truncate text-xs text-muted">{name}</span>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-xs text-muted">
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className={cn('size-2 rounded-full', state.look)} />
            {state.label}
          </span>
          {lastSuccessAt && (
            <span title={fullTime(lastSuccessAt)}>
              · last heard from {duration(now - Date.parse(lastSuccessAt))} ago
            </span>
          )}
          <span>· {ways || 'No server of its own'}</span>
        </p>
        {healthDetail && !ailing(mailbox) && <p className="mt-1 text-xs text-bad">{healthDetail}</p>}
      </div>
      {mayManage && (
        <div className="flex gap-1">
          {imap &&
            (isWatching ? (
              <Button size="sm" disabled={stop.isPending} onClick={() => stop.mutate({ params: { id } })}>
                <Square className="size-3.5" aria-hidden />
                Stop
              </Button>
            ) : (
              <Button size="sm" disabled={watch.isPending} onClick={() => watch.mutate({ params: { id } })}>
                <Play className="size-3.5" aria-hidden />
                Watch
              </Button>
            ))}
          <Button size="sm" look="ghost" onClick={onEdit}>
            Edit
          </Button>
          <Confirm
            title={`Remove ${address}?`}
            description="Its mail is no longer fetched and it can no longer send. The conversations stay."
            deed="Remove the mailbox"
            onConfirm={() => remove.mutate({ params: { id } })}
          >
            <Button size="sm" look="ghost">
              Remove
            </Button>
          </Confirm>
        </div>
      )}
      {imap && <MailboxCheck mailbox={mailbox} mayManage={mayManage} />}
    </li>
  );
}
