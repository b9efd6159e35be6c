import type { Conversation } from '@switchboard/contracts';
import { ArrowUp, Check, ChevronsUp, CircleAlert, CircleHelp, Clock3, CornerUpLeft, AlarmClock } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { Avatar } from '../../../components/avatar.tsx';
import { ChannelIcon } from '../../../components/channel-icon.tsx';
import { cn } from '../../../lib/cn.ts';
import { headlineOf } from '../../../lib/inbox/headline.ts';
import { priorityNames, statusNames } from '../../../lib/inbox/words.ts';
import { duration, fullTime, listTime, untilTime } from '../../../lib/time.ts';

interface RowProps {
  row: Conversation;
  /** The agent who looks. */
  me: string;
  assignee: string | null;
  team: string | null;
  /** The view lists one team or one person: saying so on each row tells nothing. */
  hideTeam: boolean;
  hideAssignee: boolean;
  now: number;
  compact: boolean;
  open: boolean;
  under: boolean;
  /** Whether it is chosen for an answer to several; null for those who may not choose. */
  chosen: boolean | null;
  choosing: boolean;
}

const Chip = ({
  children,
  look = 'bg-hover text-muted',
  title,
}: {
  children: ReactNode;
  look?: string;
  title?: string;
}) => (
  <span
    title={title}
    className={cn('inline-flex h-4.5 max-w-28 shrink-0 items-center gap-1 rounded-sm px-1.5 text-2xs', look)}
  >
    <span className="truncate">{children}</span>
  </span>
);

const SOON_MS = 3_600_000;

/** When the next promise falls due: amber while there is little time, red when it is past. */
function SlaChip({ at, now }: { at: string; now: number }) {
  const left = Date.parse(at) - now;
  const look = left < 0 ? 'bg-bad-soft text-bad' : left < SOON_MS ? 'bg-warn-soft text-warn' : 'bg-hover text-muted';
  return (
    <Chip look={look} title={`Answer due ${fullTime(at)}`}>
      {left < 0 ? `${duration(left)} over` : duration(left)}
    </Chip>
  );
}

function PriorityMark({ priority }: { priority: Conversation['priority'] }) {
  if (priority === 'normal' || priority === 'low') return null;
  const Icon = priority === 'urgent' ? ChevronsUp : ArrowUp;
  return (
    <span
      title={`${priorityNames[priority]} priority`}
      className={cn('shrink-0', priority === 'urgent' ? 'text-bad' : 'text-warn')}
    >
      <Icon className="size-3.5" strokeWidth={2.5} aria-hidden />
      <span className="sr-only">{priorityNames[priority]} priority,</span>
    </span>
  );
}

function UnreadPill({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span className="inline-flex h-4.5 min-w-4.5 shrink-0 items-center justify-center rounded-full bg-accent px-1.5 text-2xs font-semibold text-accent-fg">
      {count > 99 ? '99+' : count}
      <span className="sr-only"> unread</span>
    </span>
  );
}

/** An answer of ours is not with the customer, as far as anybody knows. */
function UndeliveredMark({ state }: { state: NonNullable<Conversation['undelivered']> }) {
  const Icon = state === 'failed' ? CircleAlert : CircleHelp;
  return (
    <span
      title={state === 'failed' ? 'An answer did not reach the customer' : 'It is not known whether an answer was sent'}
      className={cn('mr-1 inline-flex items-center gap-1 font-medium', state === 'failed' ? 'text-bad' : 'text-warn')}
    >
      <Icon className="size-3" aria-hidden />
      {state === 'failed' ? 'Not delivered' : 'Maybe not sent'}
    </span>
  );
}

/** What else is worth knowing about a row, the weightiest first: there is room for little. */
function chipsOf({ row, team, hideTeam, now, compact }: RowProps): ReactNode[] {
  const { snoozedUntil, nextSlaAt, status, labels, waitingSince } = row;
  const waited = waitingSince && !row.assigneeId ? now - Date.parse(waitingSince) : 0;
  return [
    snoozedUntil && (
      <Chip key="snoozed" look="bg-accent-soft text-accent-text" title={`Snoozed until ${fullTime(snoozedUntil)}`}>
        <AlarmClock className="mr-0.5 -mt-0.5 inline size-3" aria-hidden />
        {untilTime(snoozedUntil, now)}
      </Chip>
    ),
    nextSlaAt && <SlaChip key="sla" at={nextSlaAt} now={now} />,
    status !== 'open' && <Chip key="status">{statusNames[status]}</Chip>,
    labels.length > 0 && (
      <Chip key="labels" title={labels.join(', ')}>
        {labels[0]}
        {labels.length > 1 && ` +${labels.length - 1}`}
      </Chip>
    ),
    team && !hideTeam && <Chip key="team">{team}</Chip>,
    waitingSince && !compact && waited > SOON_MS && (
      <Chip key="waiting" title={`Waiting since ${fullTime(waitingSince)}`}>
        <Clock3 className="mr-0.5 -mt-0.5 inline size-3" aria-hidden />
        {duration(waited)}
      </Chip>
    ),
  ].filter(Boolean);
}

/** A press on what carries this chooses the row instead of opening it. */
export const CHOOSES = 'data-chooses';

/** The box over the avatar. An option of a list can hold no control: X does the same from the keyboard. */
function ChooseMark({ chosen, choosing }: { chosen: boolean; choosing: boolean }) {
  return (
    <>
      <span
        aria-hidden
        className={cn(
          'absolute inset-0 items-center justify-center rounded-full bg-card',
          chosen || choosing ? 'flex' : 'hidden group-hover/row:flex',
        )}
      >
        <span
          className={cn(
            'flex size-4 items-center justify-center rounded-sm border',
            chosen ? 'border-accent bg-accent text-accent-fg' : 'border-line-strong',
          )}
        >
          {chosen && <Check className="size-3" strokeWidth={3} />}
        </span>
      </span>
      {chosen && <span className="sr-only">selected,</span>}
    </>
  );
}

/** One conversation in the list, all from its own row. */
export const ConversationRow = memo(function ConversationRow(props: RowProps) {
  const { row, me, assignee, now, compact, open, under } = props;
  const unread = row.unreadCount > 0;
  const headline = headlineOf(row);
  const author = row.lastAuthorId === me ? 'you' : row.lastAuthorName;
  const preview = (
    <>
      {row.undelivered && <UndeliveredMark state={row.undelivered} />}
      {row.lastDirection === 'outbound' && (
        <span className="text-faint">
          <CornerUpLeft className="mr-0.5 -mt-0.5 inline size-3" aria-hidden />
          {author && `${author}: `}
        </span>
      )}
      {row.preview || 'No text'}
    </>
  );
  const top = (
    <span className="flex items-center gap-1.5">
      <span className={cn('truncate', unread ? 'font-semibold' : 'font-medium')}>{row.customerName}</span>
      <PriorityMark priority={row.priority} />
      <span className="ml-auto flex shrink-0 items-center gap-1.5 pl-1 text-xs text-muted">
        <ChannelIcon channel={row.channel} />
        <time
          dateTime={row.lastMessageAt}
          title={fullTime(row.lastMessageAt)}
          className={cn(unread && 'font-medium text-accent-text')}
        >
          {listTime(row.lastMessageAt, now)}
        </time>
      </span>
    </span>
  );
  const chips = chipsOf(props).slice(0, compact ? 1 : 2);
  const aside = (
    <>
      {chips}
      {assignee && row.assigneeId && !props.hideAssignee && (
        <span title={`Assigned to ${assignee}`} className="inline-flex">
          <Avatar name={assignee} seed={row.assigneeId} size="xs" />
          <span className="sr-only">assigned to {assignee}</span>
        </span>
      )}
    </>
  );

  return (
    <div
      className={cn(
        'group/row relative flex h-full gap-3 border-b border-line/70 px-3 hover:bg-hover',
        compact ? 'items-center py-1' : 'py-2',
        open && 'bg-selected hover:bg-selected',
        under && !open && 'bg-hover',
      )}
    >
      {(open || under) && (
        <span aria-hidden className={cn('absolute inset-y-0 left-0 w-0.5', open ? 'bg-accent' : 'bg-line-strong')} />
      )}
      <span
        className={cn('relative inline-flex shrink-0 self-start', compact ? 'self-center' : 'mt-0.5')}
        {...(props.chosen === null ? {} : { [CHOOSES]: '' })}
      >
        <Avatar name={row.customerName} seed={row.customerId} size={compact ? 'sm' : 'lg'} />
        {props.chosen !== null && <ChooseMark chosen={props.chosen} choosing={props.choosing} />}
      </span>
      <div className={cn('min-w-0 flex-1', compact ? 'leading-[17px]' : 'leading-5')}>
        {top}
        {compact ? (
          <span className="flex items-center gap-1.5">
            <span className="min-w-0 flex-1 truncate text-xs text-muted">
              {headline && <span className={cn(unread && 'font-medium text-fg')}>{headline} · </span>}
              {preview}
            </span>
            {aside}
            <UnreadPill count={row.unreadCount} />
          </span>
        ) : (
          <>
            <span className="flex items-center gap-1.5">
              <span className={cn('min-w-0 flex-1 truncate', unread ? 'font-medium' : 'text-muted')}>
                {headline ?? preview}
              </span>
              <UnreadPill count={row.unreadCount} />
            </span>
            <span className="flex h-5 items-center gap-1.5">
              <span className="min-w-0 flex-1 truncate text-xs text-muted">
                {headline ? preview : `#${row.number}`}
              </span>
              {aside}
            </span>
          </>
        )}
      </div>
    </div>
  );
});
