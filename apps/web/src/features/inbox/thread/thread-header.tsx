import type { ConversationDetail } from '@switchboard/contracts';
import {
  AlarmClock,
  ArrowLeft,
  Check,
  CircleCheck,
  Ellipsis,
  Link2,
  MailOpen,
  PanelRight,
  RotateCcw,
  Sparkles,
  UserRound,
} from 'lucide-react';
import { Avatar } from '../../../components/avatar.tsx';
import { ChannelIcon } from '../../../components/channel-icon.tsx';
import { Picker } from '../../../components/picker.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { MenuButton } from '../../../components/ui/menu-button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { cn } from '../../../lib/cn.ts';
import { useDirectory } from '../../../lib/inbox/directory.ts';
import { tellsMore } from '../../../lib/inbox/headline.ts';
import { isActive } from '../../../lib/inbox/list-filter.ts';
import { priorityNames, statusNames } from '../../../lib/inbox/words.ts';
import { WIDE, useMediaQuery } from '../../../lib/media-query.ts';
import { useNow } from '../../../lib/now.ts';
import { fullTime, untilTime } from '../../../lib/time.ts';
import type { ConversationChoices } from '../conversation-commands.ts';
import type { ConversationActions } from '../use-conversation-actions.ts';
import { useInbox } from '../use-inbox.ts';
import { say } from '../../../lib/toast.ts';

interface ThreadHeaderProps {
  id: string;
  conversation: ConversationDetail | undefined;
  actions: ConversationActions;
  choices: ConversationChoices;
  mayWrite: boolean;
  contextShown: boolean;
  onContext: () => void;
}

const statusLooks = {
  open: 'bg-good-soft text-good',
  pending: 'bg-warn-soft text-warn',
  on_hold: 'bg-hover text-muted',
  solved: 'bg-hover text-muted',
  closed: 'bg-hover text-muted',
} as const;

export function ThreadHeader({ conversation, actions, choices, mayWrite, contextShown, onContext }: ThreadHeaderProps) {
  const { open } = useInbox();
  return (
    <header className="@container shrink-0 border-b px-3 py-2 sm:px-4">
      <div className="flex items-start gap-2">
        <Button
          look="ghost"
          size="icon"
          aria-label="Back to the list"
          className="-ml-1.5 lg:hidden"
          onClick={() => open(null)}
        >
          <ArrowLeft className="size-4" />
        </Button>
        <div className="min-w-0 flex-1">
          {conversation ? <Title conversation={conversation} /> : <Skeleton className="mt-1.5 h-5 w-48" />}
        </div>
        <div className="flex shrink-0 items-center gap-0.5">
          {conversation && mayWrite && <Actions conversation={conversation} actions={actions} choices={choices} />}
          <IconButton
            label={contextShown ? 'Hide the customer pane' : 'Show the customer pane'}
            aria-pressed={contextShown}
            onClick={onContext}
          >
            <PanelRight className="size-4" />
          </IconButton>
        </div>
      </div>
      {conversation && (conversation.summary || conversation.suggestedTeam) && (
        <TriageLine conversation={conversation} actions={actions} mayWrite={mayWrite} />
      )}
    </header>
  );
}

/** What it is about in a line, and where it seems to belong. */
function TriageLine({
  conversation,
  actions,
  mayWrite,
}: Pick<ThreadHeaderProps, 'actions' | 'mayWrite'> & { conversation: ConversationDetail }) {
  const { teams } = useDirectory();
  const suggested = teams.find(({ slug }) => slug === conversation.suggestedTeam);
  const elsewhere = suggested && suggested.id !== conversation.teamId ? suggested : null;
  // A single short message needs no summary.
  const { preview, messageCount } = conversation;
  const summary =
    conversation.summary && (messageCount > 1 || tellsMore(conversation.summary, preview))
      ? conversation.summary
      : null;
  if (!summary && !elsewhere) return null;
  return (
    <div className="mt-2 flex items-start gap-2 text-xs text-muted">
      <Sparkles className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      <p className="line-clamp-2 min-w-0 flex-1" title={summary ?? undefined}>
        {summary ? (
          <>
            <span className="sr-only">Summary: </span>
            {summary}
          </>
        ) : (
          `This looks like one for ${elsewhere?.name ?? 'another team'}.`
        )}
      </p>
      {elsewhere && mayWrite && (
        <button
          type="button"
          className="shrink-0 rounded-sm font-medium text-accent-text hover:underline"
          onClick={() => void actions.update({ teamId: elsewhere.id })}
        >
          Move to {elsewhere.name}
        </button>
      )}
    </div>
  );
}

function Title({ conversation }: { conversation: ConversationDetail }) {
  const now = useNow();
  // Alone on the screen, its title is the page's.
  const Heading = useMediaQuery(WIDE) ? 'h2' : 'h1';
  const { status, priority, snoozedUntil } = conversation;
  return (
    <>
      <Heading className="flex min-w-0 items-baseline gap-2 text-base leading-6 font-semibold">
        <span className="truncate" title={conversation.subject ?? undefined}>
          {conversation.subject ?? conversation.customerName}
        </span>
        <span className="shrink-0 text-sm font-normal text-muted">#{conversation.number}</span>
      </Heading>
      <div className="flex min-w-0 items-center gap-2 text-xs text-muted">
        <span
          className={cn(
            'inline-flex h-4.5 shrink-0 items-center rounded-sm px-1.5 text-2xs font-medium',
            statusLooks[status],
          )}
        >
          {statusNames[status]}
        </span>
        {snoozedUntil && (
          <span
            className="inline-flex shrink-0 items-center gap-1 text-accent-text"
            title={`Snoozed until ${fullTime(snoozedUntil)}`}
          >
            <AlarmClock className="size-3" aria-hidden />
            {untilTime(snoozedUntil, now)}
          </span>
        )}
        {(priority === 'urgent' || priority === 'high') && (
          <span className={cn('shrink-0 font-medium', priority === 'urgent' ? 'text-bad' : 'text-warn')}>
            {priorityNames[priority]}
          </span>
        )}
        <ChannelIcon channel={conversation.channel} className="size-3" />
        <span className="truncate">
          {conversation.subject ? `${conversation.customerName} · ` : ''}
          {conversation.accountName ?? conversation.accountAddress ?? ''}
        </span>
      </div>
    </>
  );
}

function Actions({
  conversation,
  actions,
  choices,
}: Pick<ThreadHeaderProps, 'actions' | 'choices'> & { conversation: ConversationDetail }) {
  const { agentName } = useDirectory();
  const assignee = agentName(conversation.assigneeId);
  const active = isActive(conversation);
  const statuses = choices.statuses();
  const copyLink = () => void navigator.clipboard.writeText(location.href).then(() => say('The link is copied.'));
  return (
    <>
      <Picker label="Assign" placeholder="Who takes it?" choices={choices.assignees} align="end">
        <Button look="ghost" size="sm" className="max-w-40 px-1.5" title="Assign (A)">
          {assignee && conversation.assigneeId ? (
            <Avatar name={assignee} seed={conversation.assigneeId} size="xs" />
          ) : (
            <UserRound className="size-4" aria-hidden />
          )}
          <span className="truncate @max-xl:sr-only">
            {assignee && <span className="sr-only">Assigned to </span>}
            {assignee ?? 'Assign'}
          </span>
        </Button>
      </Picker>
      <Picker label="Snooze" placeholder="“2h”, “fri 4pm”, “tomorrow”" choices={choices.snoozes} freeText align="end">
        <Button look="ghost" size="icon-sm" aria-label="Snooze" title="Snooze (S)">
          <AlarmClock className="size-4" />
        </Button>
      </Picker>
      <MenuButton
        align="end"
        entries={[
          ...(active
            ? [
                {
                  type: 'item',
                  icon: <CircleCheck />,
                  label: 'Resolve and next',
                  keys: 'shift+e',
                  onSelect: () => actions.resolve(true),
                } as const,
              ]
            : []),
          {
            type: 'item',
            icon: <MailOpen />,
            label: 'Mark as unread',
            keys: 'u',
            onSelect: () => actions.markUnread(),
          },
          { type: 'item', icon: <Link2 />, label: 'Copy the link', onSelect: copyLink },
          { type: 'separator' },
          { type: 'heading', label: 'Status' },
          {
            type: 'choice',
            value: conversation.status,
            options: statuses.map(({ id, title }) => ({ value: id, label: title })),
            onChange: (value) => statuses.find(({ id }) => id === value)?.run(),
          },
        ]}
      >
        <IconButton label="More">
          <Ellipsis className="size-4" />
        </IconButton>
      </MenuButton>
      {active ? (
        <Button size="sm" look="outline" className="mx-1" onClick={() => actions.resolve(false)} title="Resolve (E)">
          <Check className="size-4 text-good" aria-hidden />
          <span className="@max-md:sr-only">Resolve</span>
        </Button>
      ) : (
        <Button size="sm" look="outline" className="mx-1" onClick={() => actions.reopen()} title="Reopen (E)">
          <RotateCcw className="size-3.5" aria-hidden />
          <span className="@max-md:sr-only">Reopen</span>
        </Button>
      )}
    </>
  );
}
