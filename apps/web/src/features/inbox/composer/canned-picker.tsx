import { fillVariables, replyTemplates, type Conversation, type ReplyTemplate } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useId, useState, type KeyboardEvent, type RefObject } from 'react';
import { query } from '../../../lib/api.ts';
import { useMay } from '../../../lib/access.ts';
import { cn } from '../../../lib/cn.ts';
import { cannedSearch, fittingTemplates, withCanned } from './canned.ts';
import { useVariables } from './use-variables.ts';

const MOST_SHOWN = 8;
const MOST_FETCHED = 200;

interface CannedProps {
  conversation: Conversation;
  text: string;
  onChange: (text: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
  enabled: boolean;
}

/**
 * “/” in a reply finds canned responses: typing goes on in the field, the arrows choose, Enter takes one in, Escape
 * leaves the text as it is.
 */
export function useCanned({ conversation, text, onChange, field, enabled }: CannedProps) {
  const id = useId();
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [left, setLeft] = useState<string | null>(null);
  const mayUse = useMay('reply_templates:read');
  const search = enabled && mayUse ? cannedSearch(text, caret) : null;
  const isOpen = search !== null && left !== text;
  const channel = conversation.channel === 'email' ? 'email' : 'whatsapp';
  const { data } = useQuery({
    ...query(replyTemplates.list, { query: { channel, limit: MOST_FETCHED } }),
    enabled: isOpen,
    staleTime: 30_000,
  });
  const values = useVariables(conversation.id, isOpen);
  const fitting = isOpen ? fittingTemplates(data?.items ?? [], search).slice(0, MOST_SHOWN) : [];
  const at = Math.min(chosen, fitting.length - 1);

  const take = ({ body }: ReplyTemplate) => {
    const filled = fillVariables(body, values ?? {}).text;
    const next = withCanned(text, caret, search ?? '', filled);
    onChange(next.text);
    setLeft(next.text);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.caret, next.caret);
    });
  };
  /** @returns whether the key was for the list */
  const onKeyDown = (event: KeyboardEvent): boolean => {
    const template = fitting[at];
    if (!isOpen || event.metaKey || event.ctrlKey || (!template && event.key !== 'Escape')) return false;
    if (event.key === 'ArrowDown') setChosen((at + 1) % fitting.length);
    else if (event.key === 'ArrowUp') setChosen((at - 1 + fitting.length) % fitting.length);
    else if ((event.key === 'Enter' || event.key === 'Tab') && template) take(template);
    else if (event.key === 'Escape') setLeft(text);
    else return false;
    event.preventDefault();
    return true;
  };
  const popup = isOpen && data && (
    <div className="absolute bottom-full left-2 z-30 mb-1 w-[min(30rem,calc(100%-1rem))] animate-pop overflow-hidden rounded-lg border bg-card p-1 shadow-pop">
      {fitting.length === 0 ? (
        <p className="px-2 py-1.5 text-sm text-muted">
          {data.items.length === 0 ? 'There are no canned responses yet.' : 'No canned response fits.'}
        </p>
      ) : (
        <div id={id} role="listbox" aria-label="Canned responses">
          {fitting.map((template, index) => (
            <div
              key={template.id}
              id={`${id}-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                take(template);
              }}
              className={cn('cursor-default rounded-md px-2 py-1.5', index === at && 'bg-selected')}
            >
              <span className="flex items-baseline gap-2 text-sm">
                <span className="truncate font-medium">{template.title}</span>
                {template.shortcut && (
                  <code className="ml-auto shrink-0 font-mono text-xs text-muted">/{template.shortcut}</code>
                )}
              </span>
              <span className="block truncate text-xs text-muted">{template.body}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
  return {
    popup,
    onKeyDown,
    /** For the field. */
    props: {
      onSelect: () => {
        setCaret(field.current?.selectionStart ?? 0);
        setChosen(0);
      },
      ...(isOpen && fitting.length > 0
        ? { 'aria-autocomplete': 'list' as const, 'aria-controls': id, 'aria-activedescendant': `${id}-${at}` }
        : {}),
    },
  };
}
