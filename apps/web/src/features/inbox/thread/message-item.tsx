import type { Message } from '@switchboard/contracts';
import { BadgeCheck, Bot, Lock, RotateCw, Users } from 'lucide-react';
import { memo, useState } from 'react';
import { Avatar } from '../../../components/avatar.tsx';
import { ChannelIcon } from '../../../components/channel-icon.tsx';
import { cn } from '../../../lib/cn.ts';
import { kindOf, missingFrom } from '../../../lib/inbox/chat-kind.ts';
import { tickOf } from '../../../lib/inbox/delivery.ts';
import { clockTime, fullTime } from '../../../lib/time.ts';
import { Attachments } from './attachments.tsx';
import { ChatExtras, ChatParts } from './chat-parts.tsx';
import { DepartureNotice } from './departure-notice.tsx';
import { InvitationCard } from './invitation-card.tsx';
import { MailBody } from './mail-body.tsx';
import { MailMenu } from './mail-menu.tsx';
import { RichText } from './rich-text.tsx';
import { Ticks } from './ticks.tsx';
import { UnknownDelivery } from './unknown-delivery.tsx';

interface MessageItemProps {
  message: Message;
  joined: boolean;
  customerId: string;
  mayWrite: boolean;
  onRetry: (message: Message) => void;
}

/** One message or note of the thread. */
export const MessageItem = memo(function MessageItem({
  message,
  joined,
  customerId,
  mayWrite,
  onRetry,
}: MessageItemProps) {
  if (message.author.type === 'system') return <SystemLine message={message} />;
  if (message.kind === 'note') return <Note message={message} />;
  const outbound = message.direction === 'outbound';
  const seed = outbound ? (message.author.agentId ?? message.author.name) : customerId;
  return (
    <article
      aria-label={`${outbound ? 'Reply' : 'Message'} from ${message.author.name}, ${fullTime(message.occurredAt)}`}
      data-direction={message.direction}
      className={cn('flex gap-2.5', outbound && 'flex-row-reverse', joined ? 'pt-0.5' : 'pt-3')}
    >
      {joined ? (
        <span className="w-8 shrink-0 max-sm:hidden" />
      ) : (
        <Avatar name={message.author.name} seed={seed} className="mt-0.5 max-sm:hidden" />
      )}
      <div
        className={cn(
          'flex min-w-0 flex-col',
          outbound ? 'items-end' : 'items-start',
          message.email ? 'w-full max-w-[46rem]' : 'max-w-[min(34rem,86%)]',
        )}
      >
        {!joined && !message.email && (
          <div className="mb-1 flex items-center gap-1.5 px-0.5 text-xs text-muted">
            <span className="font-medium text-fg">{message.author.name}</span>
            {message.author.type === 'bot' && <Bot className="size-3.5" aria-label="bot" />}
            <ChannelIcon channel={message.channel} className="size-3" />
          </div>
        )}
        {message.email ? <MailCard message={message} /> : <Bubble message={message} />}
        {message.delivery.state === 'failed' && <Failure message={message} onRetry={mayWrite ? onRetry : null} />}
        <DepartureNotice message={message} mayWrite={mayWrite} onRetry={onRetry} />
        {message.delivery.state === 'unknown' && <UnknownDelivery message={message} mayWrite={mayWrite} />}
      </div>
    </article>
  );
});

function TimeAndTicks({ message, className }: { message: Message; className?: string }) {
  const tick = tickOf(message);
  const { readAt, deliveredAt, sentAt } = message.delivery;
  const since = readAt ?? deliveredAt ?? sentAt;
  return (
    <span className={cn('inline-flex items-center gap-1 text-2xs text-muted', className)}>
      <time dateTime={message.occurredAt} title={fullTime(message.occurredAt)}>
        {clockTime(message.occurredAt)}
      </time>
      {tick && <Ticks tick={tick} detail={since && fullTime(since)} />}
    </span>
  );
}

function Bubble({ message }: { message: Message }) {
  const outbound = message.direction === 'outbound';
  const kind = kindOf(message);
  const missing = missingFrom(message);
  return (
    <div
      className={cn(
        'w-fit max-w-full rounded-lg px-3 py-2 text-base',
        outbound ? 'bg-accent-soft' : 'bg-bubble',
        message.delivery.state === 'failed' && 'ring-1 ring-bad/60',
      )}
    >
      {kind && <div className="mb-0.5 text-2xs font-medium text-muted">{kind}</div>}
      <ChatParts
        header={message.chat?.header ?? null}
        footer={message.chat?.footer ?? null}
        buttons={message.chat?.buttons ?? []}
      >
        {message.text && !message.chat?.workflow && (
          <RichText text={message.text} marks={message.channel === 'whatsapp'} />
        )}
      </ChatParts>
      {message.chat && <ChatExtras chat={message.chat} />}
      <Attachments message={message} />
      {missing && <p className="text-muted italic">{missing}</p>}
      <TimeAndTicks message={message} className="float-right mt-1.5 -mb-0.5 ml-3" />
    </div>
  );
}

const named = ({ address, name }: { address: string; name: string | null }) =>
  name && name !== address ? `${name} <${address}>` : address;

const sealWords = {
  signed: 'Signed by its sender. The signature is attached; it is not checked here.',
  encrypted: 'This mail is encrypted. Open the attachment in a program that has the key.',
};

function MailCard({ message }: { message: Message }) {
  const [open, setOpen] = useState(false);
  const email = message.email;
  if (!email) return null;
  const outbound = message.direction === 'outbound';
  const short = [...email.to, ...email.cc].map(({ name, address }) => name ?? address).join(', ');
  return (
    <div
      className={cn(
        'w-full overflow-hidden rounded-lg border',
        outbound ? 'border-accent/25 bg-accent-soft/60' : 'bg-card',
        message.delivery.state === 'failed' && 'border-bad/60',
      )}
    >
      <div className="flex items-start gap-2 border-b border-inherit px-3.5 py-2">
        <div className="min-w-0 flex-1">
          <div className="flex min-w-0 items-baseline gap-1.5">
            <span className="truncate font-medium">{message.author.name}</span>
            {email.from && <span className="truncate text-xs text-muted max-sm:hidden">{email.from.address}</span>}
            {email.isAutomatic && (
              <span className="inline-flex shrink-0 items-center gap-1 text-xs text-muted">
                <Bot className="size-3.5" aria-hidden />
                Automatic
              </span>
            )}
            {email.isBulk && (
              <span className="inline-flex shrink-0 items-center gap-1 text-xs text-muted">
                <Users className="size-3.5" aria-hidden />
                Sent to a list
              </span>
            )}
          </div>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="block max-w-full truncate rounded-sm text-left text-xs text-muted hover:text-fg"
          >
            to {short || 'undisclosed recipients'}
          </button>
        </div>
        <span className="flex shrink-0 items-center gap-1.5 pt-0.5 text-muted">
          <ChannelIcon channel={message.channel} className="size-3.5" />
          <TimeAndTicks message={message} />
          <MailMenu message={message} />
        </span>
      </div>
      {open && (
        <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 border-b border-inherit px-3.5 py-2 text-xs [&_dd]:break-words [&_dt]:text-muted">
          {email.from && (
            <>
              <dt>From</dt>
              <dd>{named(email.from)}</dd>
            </>
          )}
          {(['to', 'cc', 'bcc'] as const).map(
            (field) =>
              email[field].length > 0 && (
                <span key={field} className="contents">
                  <dt>{{ to: 'To', cc: 'CC', bcc: 'BCC' }[field]}</dt>
                  <dd>{email[field].map(named).join(', ')}</dd>
                </span>
              ),
          )}
          <dt>Subject</dt>
          <dd>{email.subject ?? 'none'}</dd>
          <dt>Date</dt>
          <dd>{fullTime(message.occurredAt)}</dd>
        </dl>
      )}
      <div className="px-3.5 py-3 text-base">
        {email.seal && (
          <p className="mb-2 flex items-start gap-1.5 text-xs text-muted">
            {email.seal === 'signed' ? (
              <BadgeCheck className="mt-px size-3.5 shrink-0" aria-hidden />
            ) : (
              <Lock className="mt-px size-3.5 shrink-0" aria-hidden />
            )}
            {sealWords[email.seal]}
          </p>
        )}
        {email.invitation && <InvitationCard invitation={email.invitation} />}
        <MailBody message={message} />
        <Attachments message={message} />
      </div>
    </div>
  );
}

function Failure({ message, onRetry }: { message: Message; onRetry: ((message: Message) => void) | null }) {
  return (
    <div role="group" className="mt-1 flex max-w-md items-start gap-2 text-xs text-bad">
      <span>
        {message.delivery.sentAt ? 'Not delivered' : 'Not sent'}
        {message.delivery.error ? `: ${message.delivery.error}` : '.'}
      </span>
      {onRetry && (
        <button
          type="button"
          onClick={() => onRetry(message)}
          className="inline-flex shrink-0 items-center gap-1 font-medium underline underline-offset-2"
        >
          <RotateCw className="size-3" aria-hidden />
          Try again
        </button>
      )}
    </div>
  );
}

function Note({ message }: { message: Message }) {
  return (
    <article
      aria-label={`Note by ${message.author.name}, ${fullTime(message.occurredAt)}`}
      className="pt-3 sm:pl-[42px]"
    >
      <div className="ml-auto w-fit max-w-full min-w-48 rounded-lg border border-note-line bg-note px-3 py-2 text-base sm:max-w-[34rem]">
        <div className="mb-0.5 flex items-center gap-1.5 text-xs text-note-fg">
          <Lock className="size-3" aria-hidden />
          <span className="font-medium">{message.author.name}</span>
          <span>noted</span>
          <time dateTime={message.occurredAt} title={fullTime(message.occurredAt)} className="ml-auto pl-3 text-2xs">
            {clockTime(message.occurredAt)}
          </time>
        </div>
        <RichText text={message.text} />
      </div>
    </article>
  );
}

const SystemLine = ({ message }: { message: Message }) => (
  <p className="pt-3 text-center text-xs text-muted">
    {message.text} <time dateTime={message.occurredAt}>{clockTime(message.occurredAt)}</time>
  </p>
);
