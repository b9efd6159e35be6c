import { priorities, type Conversation } from '@switchboard/contracts';
import { useCallback, useMemo } from 'react';
import { useMe } from '../../lib/access.ts';
import { useDirectory } from '../../lib/inbox/directory.ts';
import { isActive } from '../../lib/inbox/list-filter.ts';
import { snoozeChoices } from '../../lib/inbox/snooze.ts';
import { priorityNames, statusNames } from '../../lib/inbox/words.ts';
import { useCommands, type Choice, type Command } from '../../lib/shortcuts/commands.ts';
import { duration, untilTime } from '../../lib/time.ts';
import type { ConversationActions } from './use-conversation-actions.ts';
import { say } from '../../lib/toast.ts';

export interface ConversationChoices {
  assignees: () => Choice[];
  teams: () => Choice[];
  priorities: () => Choice[];
  statuses: () => Choice[];
  snoozes: (text: string) => Choice[];
  labels: (text: string) => Choice[];
}

const availabilityHint = { online: '', away: 'away', offline: 'offline' } as const;
const MAX_LABEL = 50;

/** What can be chosen for each property of a conversation: the same in the header, the palette and the customer pane. */
export function useConversationChoices(
  row: Conversation | undefined,
  actions: ConversationActions,
): ConversationChoices {
  const me = useMe().agent;
  const { agents, teams } = useDirectory();
  return useMemo(() => {
    const assign = (assigneeId: string | null) => () => void actions.update({ assigneeId });
    const others = agents
      .filter(({ id }) => id !== me.id)
      .toSorted(
        (a, b) =>
          Number(b.availability === 'online') - Number(a.availability === 'online') || a.name.localeCompare(b.name),
      );
    return {
      assignees: () => [
        { id: me.id, title: `${me.name} (me)`, selected: row?.assigneeId === me.id, run: assign(me.id) },
        { id: 'nobody', title: 'Nobody', selected: row?.assigneeId === null, run: assign(null) },
        ...others.map(({ id, name, availability }) => ({
          id,
          title: name,
          hint: availabilityHint[availability],
          selected: row?.assigneeId === id,
          run: assign(id),
        })),
      ],
      teams: () => [
        ...teams.map(({ id, name }) => ({
          id,
          title: name,
          selected: row?.teamId === id,
          run: () => void actions.update({ teamId: id }),
        })),
        {
          id: 'none',
          title: 'No team',
          selected: row?.teamId === null,
          run: () => void actions.update({ teamId: null }),
        },
      ],
      priorities: () =>
        priorities.map((priority) => ({
          id: priority,
          title: priorityNames[priority],
          selected: row?.priority === priority,
          run: () => void actions.update({ priority }),
        })),
      statuses: () =>
        (['open', 'pending', 'on_hold', 'solved', 'closed'] as const).map((status) => ({
          id: status,
          title: statusNames[status],
          selected: row?.status === status,
          run: () => void actions.update({ status }),
        })),
      snoozes: (text) => {
        const now = new Date();
        return [
          ...(row?.snoozedUntil && text === ''
            ? [{ id: 'wake', title: 'Wake it now', run: () => actions.snooze(null) }]
            : []),
          ...snoozeChoices(text, now).map(({ label, at }) => {
            const until = untilTime(at, now);
            const hint = until === label ? `in ${duration(at.getTime() - now.getTime())}` : until;
            return { id: label, title: label, hint, run: () => actions.snooze(at) };
          }),
        ];
      },
      labels: (text) => {
        const label = text.trim().slice(0, MAX_LABEL);
        const held = row?.labels ?? [];
        const matching = held.filter((known) => known.includes(label));
        return [
          ...matching.map((known) => ({
            id: known,
            title: `Remove “${known}”`,
            run: () => void actions.update({ labels: held.filter((other) => other !== known) }),
          })),
          ...(label && !held.includes(label)
            ? [
                {
                  id: `add ${label}`,
                  title: `Add “${label}”`,
                  run: () => void actions.update({ labels: [...held, label] }),
                },
              ]
            : []),
        ];
      },
    };
  }, [row, actions, agents, teams, me.id, me.name]);
}

interface CommandInput {
  row: Conversation | undefined;
  actions: ConversationActions;
  choices: ConversationChoices;
  compose: (mode: 'reply' | 'note') => void;
  mayWrite: boolean;
}

/** The commands of the open conversation. */
export function useConversationCommands({ row, actions, choices, compose, mayWrite }: CommandInput): void {
  const me = useMe().agent;
  const copyLink = useCallback(() => {
    void navigator.clipboard.writeText(location.href).then(() => say('The link is copied.'));
  }, []);
  const writing: Command[] =
    row && mayWrite
      ? [
          { id: 'reply', title: 'Reply', group: 'Conversation', keys: 'r', run: () => compose('reply') },
          { id: 'note', title: 'Write a note', group: 'Conversation', keys: 'n', run: () => compose('note') },
          {
            id: 'assign',
            title: 'Assign…',
            group: 'Conversation',
            keys: 'a',
            placeholder: 'Who takes it?',
            choices: choices.assignees,
          },
          {
            id: 'assign.me',
            title: 'Assign to me',
            group: 'Conversation',
            keys: 'i',
            run: () => void actions.update({ assigneeId: me.id }),
          },
          { id: 'team', title: 'Move to a team…', group: 'Conversation', keys: 'm', choices: choices.teams },
          { id: 'priority', title: 'Priority…', group: 'Conversation', keys: 'p', choices: choices.priorities },
          {
            id: 'label',
            title: 'Label…',
            group: 'Conversation',
            keys: 'l',
            placeholder: 'A label to add or remove',
            freeText: true,
            choices: choices.labels,
          },
          {
            id: 'snooze',
            title: 'Snooze…',
            group: 'Conversation',
            keys: 's',
            placeholder: 'Until when? “2h”, “fri 4pm”, “tomorrow”',
            freeText: true,
            choices: choices.snoozes,
          },
          ...(isActive(row)
            ? ([
                {
                  id: 'resolve',
                  title: 'Resolve',
                  group: 'Conversation',
                  keys: 'e',
                  run: () => actions.resolve(false),
                },
                {
                  id: 'resolve.next',
                  title: 'Resolve and go to the next',
                  group: 'Conversation',
                  keys: 'shift+e',
                  run: () => actions.resolve(true),
                },
              ] as const)
            : ([
                { id: 'reopen', title: 'Reopen', group: 'Conversation', keys: 'e', run: () => actions.reopen() },
              ] as const)),
          { id: 'status', title: 'Status…', group: 'Conversation', choices: choices.statuses },
          { id: 'unread', title: 'Mark as unread', group: 'Conversation', keys: 'u', run: () => actions.markUnread() },
        ]
      : [];
  useCommands([
    ...writing,
    ...(row ? [{ id: 'link', title: 'Copy the link', group: 'Conversation', run: copyLink } as const] : []),
  ]);
}
