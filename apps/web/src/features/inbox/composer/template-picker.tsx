import { whatsappTemplates, type ConversationDetail, type WhatsappTemplate } from '@switchboard/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { inputLook } from '../../../components/ui/field.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { pages } from '../../../lib/api.ts';
import { explain } from '../../../lib/errors.ts';
import { TemplateForm } from './template-form.tsx';
import { TemplateName } from './template-name.tsx';

interface TemplatePickerProps {
  conversation: ConversationDetail;
  accountId: string;
  onClose: () => void;
}

/** Finds a template, fills its places, shows what the customer will see, and sends it. */
export function TemplatePicker({ conversation, accountId, onClose }: TemplatePickerProps) {
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<WhatsappTemplate | null>(null);
  const wanted = useDeferredValue(search.trim());
  const list = useInfiniteQuery({
    ...pages(whatsappTemplates.list, {
      params: { id: accountId },
      query: { status: 'sendable', limit: 50, ...(wanted ? { search: wanted } : {}) },
    }),
    placeholderData: keepPreviousData,
  });
  const templates = list.data?.pages.flatMap(({ items }) => items) ?? [];

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      shape="wide"
      title="Send a template"
      description={`To ${conversation.customerName} by WhatsApp`}
    >
      {chosen ? (
        <TemplateForm
          key={chosen.id}
          conversation={conversation}
          template={chosen}
          onBack={() => setChosen(null)}
          onSent={onClose}
        />
      ) : (
        <>
          <input
            type="search"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to find a template
            autoFocus
            aria-label="Find a template"
            placeholder="Find by name or text"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className={inputLook}
          />
          {list.isPending && <Skeleton className="mt-3 h-40 w-full" />}
          {list.error && (
            <p role="alert" className="mt-3 text-sm text-bad">
              {explain(list.error)}
            </p>
          )}
          {list.isSuccess && templates.length === 0 && (
            <p className="mt-3 text-sm text-muted">
              {wanted
                ? `No template has “${wanted}” in its name or text.`
                : 'This WhatsApp number has no template that can be sent. An administrator can fetch them from the provider.'}
            </p>
          )}
          <ul className="mt-2 -mx-2 grid gap-0.5" aria-label="Templates">
            {templates.map((template) => (
              <li key={template.id}>
                <button
                  type="button"
                  disabled={template.body === null}
                  onClick={() => setChosen(template)}
                  className="w-full rounded-md px-2 py-1.5 text-left hover:bg-hover disabled:opacity-60"
                >
                  <TemplateName template={template} />
                  <span className="line-clamp-2 text-xs text-muted">
                    {template.body ?? 'Its text is not known yet.'}
                  </span>
                </button>
              </li>
            ))}
          </ul>
          {list.hasNextPage && (
            <Button
              size="sm"
              className="mt-2"
              disabled={list.isFetchingNextPage}
              onClick={() => void list.fetchNextPage()}
            >
              Show more
            </Button>
          )}
        </>
      )}
    </Dialog>
  );
}
