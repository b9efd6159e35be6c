import type { ConversationDetail } from '@switchboard/contracts';
import { ChevronDown, Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Picker } from '../../../components/picker.tsx';
import { useDirectory } from '../../../lib/inbox/directory.ts';
import { priorityNames, statusNames } from '../../../lib/inbox/words.ts';
import type { Choice } from '../../../lib/shortcuts/commands.ts';
import { duration, fullTime, listTime } from '../../../lib/time.ts';
import { useNow } from '../../../lib/now.ts';
import type { ConversationChoices } from '../conversation-commands.ts';
import type { ConversationActions } from '../use-conversation-actions.ts';

interface DetailsProps {
  conversation: ConversationDetail;
  actions: ConversationActions;
  choices: ConversationChoices;
  mayWrite: boolean;
}

const Row = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-h-7 items-center gap-2">
    <dt className="w-24 shrink-0 text-muted">{label}</dt>
    <dd className="min-w-0 flex-1">{children}</dd>
  </div>
);

interface ChoiceFieldProps {
  label: string;
  value: string;
  choices: (text: string) => Choice[];
  mayWrite: boolean;
}

function ChoiceField({ label, value, choices, mayWrite }: ChoiceFieldProps) {
  if (!mayWrite) return <Row label={label}>{value}</Row>;
  return (
    <Row label={label}>
      <Picker label={label} choices={choices}>
        <button
          type="button"
          aria-label={`${label}: ${value}. Change`}
          className="group -mx-1.5 flex h-7 w-full items-center gap-1 rounded-md px-1.5 text-left hover:bg-hover aria-expanded:bg-hover"
        >
          <span className="truncate">{value}</span>
          <ChevronDown className="ml-auto size-3.5 shrink-0 text-muted opacity-0 group-hover:opacity-100" aria-hidden />
        </button>
      </Picker>
    </Row>
  );
}

/** What can be set about a conversation. */
export function Details({ conversation, actions, choices, mayWrite }: DetailsProps) {
  const { agentName, teamName } = useDirectory();
  const now = useNow();
  const { labels, intent, createdAt, waitingSince } = conversation;
  return (
    <dl className="text-sm">
      <ChoiceField
        label="Assignee"
        value={agentName(conversation.assigneeId) ?? 'Nobody'}
        choices={choices.assignees}
        mayWrite={mayWrite}
      />
      <ChoiceField
        label="Team"
        value={teamName(conversation.teamId) ?? 'No team'}
        choices={choices.teams}
        mayWrite={mayWrite}
      />
      <ChoiceField
        label="Status"
        value={statusNames[conversation.status]}
        choices={choices.statuses}
        mayWrite={mayWrite}
      />
      <ChoiceField
        label="Priority"
        value={priorityNames[conversation.priority]}
        choices={choices.priorities}
        mayWrite={mayWrite}
      />
      <Row label="Labels">
        <span className="flex flex-wrap items-center gap-1 py-1">
          {labels.map((label) => (
            <span
              key={label}
              className="inline-flex h-5.5 max-w-full items-center gap-0.5 rounded-sm bg-hover pl-1.5 text-xs"
            >
              <span className="truncate">{label}</span>
              {mayWrite ? (
                <button
                  type="button"
                  aria-label={`Remove the label ${label}`}
                  className="flex size-5.5 items-center justify-center text-muted hover:text-fg"
                  onClick={() => void actions.update({ labels: labels.filter((other) => other !== label) })}
                >
                  <X className="size-3" aria-hidden />
                </button>
              ) : (
                <span className="w-1.5" />
              )}
            </span>
          ))}
          {mayWrite ? (
            <Picker label="Add a label" placeholder="A label to add or remove" choices={choices.labels} freeText>
              <button
                type="button"
                aria-label="Add a label"
                className="inline-flex size-5.5 items-center justify-center rounded-sm text-muted hover:bg-hover hover:text-fg"
              >
                <Plus className="size-3.5" aria-hidden />
              </button>
            </Picker>
          ) : (
            labels.length === 0 && 'None'
          )}
        </span>
      </Row>
      {intent && <Row label="About">{intent.replaceAll('_', ' ')}</Row>}
      {waitingSince && (
        <Row label="Waiting">
          <time dateTime={waitingSince} title={fullTime(waitingSince)}>
            {duration(now - Date.parse(waitingSince))}
          </time>
        </Row>
      )}
      <Row label="Opened">
        <time dateTime={createdAt} title={fullTime(createdAt)}>
          {listTime(createdAt, now)}
        </time>
      </Row>
      <Row label="Messages">{conversation.messageCount.toLocaleString()}</Row>
    </dl>
  );
}
