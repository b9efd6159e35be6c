import { whatsappTemplates, type WhatsappAccount, type WhatsappTemplate } from '@switchboard/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Plus, RefreshCw } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { inputLook } from '../../components/ui/field.tsx';
import { Skeleton } from '../../components/ui/skeleton.tsx';
import { pages } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { fullTime } from '../../lib/time.ts';
import { useChange } from '../../lib/use-change.ts';
import { templateStates } from './template-states.ts';
import { TemplateTextForm } from './template-text-form.tsx';

interface TemplatesDialogProps {
  account: WhatsappAccount;
  mayManage: boolean;
  onClose: () => void;
}

/** The message templates of a number, each with its state of approval. */
export function TemplatesDialog({ account, mayManage, onClose }: TemplatesDialogProps) {
  const [search, setSearch] = useState('');
  const [writing, setWriting] = useState<WhatsappTemplate | 'new' | null>(null);
  const wanted = useDeferredValue(search.trim());
  const list = useInfiniteQuery({
    ...pages(whatsappTemplates.list, {
      params: { id: account.id },
      query: { limit: 100, ...(wanted ? { search: wanted } : {}) },
    }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const sync = useChange(whatsappTemplates.sync, {
    refresh: [whatsappTemplates.list],
    done: 'The templates are up to date.',
    failed: 'The templates could not be fetched.',
  });
  const templates = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (writing) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        shape="wide"
        title={writing === 'new' ? 'Write a template down' : writing.name}
        description={account.name}
      >
        <TemplateTextForm
          accountId={account.id}
          template={writing === 'new' ? null : writing}
          onDone={() => setWriting(null)}
        />
      </Dialog>
    );
  }
  return (
    <Dialog open onOpenChange={onClose} shape="wide" title="Message templates" description={account.name}>
      <div className="flex flex-wrap gap-2">
        <input
          type="search"
          aria-label="Find a template"
          placeholder="Find by name or text"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          className={cn(inputLook, 'w-auto min-w-40 flex-1')}
        />
        {mayManage && (
          <Button className="h-9" onClick={() => setWriting('new')}>
            <Plus className="size-3.5" aria-hidden />
            Write down
          </Button>
        )}
        {mayManage && (
          <Button className="h-9" disabled={sync.isPending} onClick={() => sync.mutate({ params: { id: account.id } })}>
            <RefreshCw className={cn('size-3.5', sync.isPending && 'animate-spin')} aria-hidden />
            Fetch from Interakt
          </Button>
        )}
      </div>
      {list.isPending && <Skeleton className="mt-3 h-40 w-full" />}
      {list.error && (
        <p role="alert" className="mt-3 text-sm text-bad">
          {explain(list.error)}
        </p>
      )}
      {list.isSuccess && templates.length === 0 && (
        <p className="mt-3 text-sm text-muted">
          {wanted ? `No template has “${wanted}” in its name or text.` : 'No template is known yet.'}
        </p>
      )}
      <ul aria-label="Templates" className="mt-2 divide-y">
        {templates.map((template) => (
          <Template
            key={template.id}
            template={template}
            onEdit={mayManage && !template.syncedAt ? () => setWriting(template) : null}
          />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button size="sm" className="mt-2" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Dialog>
  );
}

function Template({ template, onEdit }: { template: WhatsappTemplate; onEdit: (() => void) | null }) {
  const { name, language, category, status, statusReason, statusAt, body, footer, headerFormat, headerText, buttons } =
    template;
  const [label, look] = templateStates[status];
  return (
    <li className="py-2.5">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm">
        <span className="font-medium break-all">{name}</span>
        <span className="text-xs text-muted">{[language, category.toLowerCase()].filter(Boolean).join(' · ')}</span>
        <span
          title={statusAt ? `Since ${fullTime(statusAt)}` : undefined}
          className={cn('ml-auto inline-flex h-5 items-center rounded-sm px-1.5 text-xs', look)}
        >
          {label}
        </span>
      </p>
      {onEdit && (
        <button
          type="button"
          onClick={onEdit}
          className="text-xs text-muted underline underline-offset-2 hover:text-fg"
        >
          {body === null ? 'Write down what it says' : 'Change'}
        </button>
      )}
      {statusReason && <p className="text-xs text-bad">{statusReason}</p>}
      <div className="mt-1 text-sm break-words whitespace-pre-wrap text-muted">
        {headerFormat && <p className="font-medium">{headerText ?? `With ${headerFormat}`}</p>}
        {body ?? 'Its text is not known yet.'}
        {footer && <p className="text-xs">{footer}</p>}
        {buttons.length > 0 && <p className="text-xs">{buttons.map(({ text }) => `[${text}]`).join(' ')}</p>}
      </div>
    </li>
  );
}
