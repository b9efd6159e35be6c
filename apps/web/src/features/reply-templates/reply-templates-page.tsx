import { replyTemplates, type ReplyTemplate } from '@switchboard/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { MessageSquareText, Plus, Trash2 } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { Blank } from '../../components/notice.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { inputLook } from '../../components/ui/field.tsx';
import { IconButton } from '../../components/ui/icon-button.tsx';
import { Skeleton } from '../../components/ui/skeleton.tsx';
import { useMay } from '../../lib/access.ts';
import { pages } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { useDirectory } from '../../lib/inbox/directory.ts';
import { useChange } from '../../lib/use-change.ts';
import { ReplyTemplateForm } from './reply-template-form.tsx';

const channelWords = { email: 'Mail', whatsapp: 'WhatsApp' } as const;

/** Canned responses: what agents put into a reply by typing “/”. */
export function ReplyTemplatesPage() {
  const [search, setSearch] = useState('');
  const [editing, setEditing] = useState<ReplyTemplate | 'new' | null>(null);
  const wanted = useDeferredValue(search.trim());
  const mayWrite = useMay('reply_templates:write');
  const list = useInfiniteQuery({
    ...pages(replyTemplates.list, { query: wanted ? { search: wanted } : {} }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <PageFrame
      title="Canned responses"
      lead="Texts for mail and chat. In a reply, type / and the shortcut, or a word of the title."
      actions={
        mayWrite && (
          <Button look="primary" onClick={() => setEditing('new')}>
            <Plus className="size-4" aria-hidden />
            Write one
          </Button>
        )
      }
    >
      <input
        type="search"
        aria-label="Find a canned response"
        placeholder="Find by title, shortcut or text"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
        className={cn(inputLook, 'mb-3 max-w-sm')}
      />
      {list.isPending && <Skeleton className="h-40 w-full" />}
      {list.error && (
        <p role="alert" className="text-sm text-bad">
          {explain(list.error)}
        </p>
      )}
      {list.isSuccess && items.length === 0 && (
        <Blank icon={<MessageSquareText />} title={wanted ? `Nothing has “${wanted}” in it` : 'No canned response yet'}>
          {wanted ? 'Try another word.' : 'Write down what you answer often, once for everybody.'}
        </Blank>
      )}
      <ul className="grid grid-cols-1 gap-2" aria-label="Canned responses">
        {items.map((template) => (
          <Row key={template.id} template={template} mayWrite={mayWrite} onEdit={() => setEditing(template)} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-3" disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
      {editing && <ReplyTemplateForm template={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </PageFrame>
  );
}

interface RowProps {
  template: ReplyTemplate;
  mayWrite: boolean;
  onEdit: () => void;
}

function Row({ template, mayWrite, onEdit }: RowProps) {
  const { id, title, shortcut, body, channels, teamId } = template;
  const { teamName } = useDirectory();
  const mayDelete = useMay('reply_templates:delete');
  const remove = useChange(replyTemplates.remove, {
    refresh: [replyTemplates.list],
    done: 'It is deleted.',
    failed: 'It was not deleted.',
  });
  const where = [
    channels.map((channel) => channelWords[channel]).join(' and '),
    teamId ? `${teamName(teamId) ?? 'one team'} only` : null,
  ];
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 rounded-lg border bg-card px-4 py-3">
      <div className="min-w-0 flex-[1_1_18rem]">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium">{title}</span>
          {shortcut && <code className="font-mono text-xs text-muted">/{shortcut}</code>}
          <span className="text-xs text-muted">{where.filter(Boolean).join(' · ')}</span>
        </p>
        <p className="mt-0.5 line-clamp-2 text-sm whitespace-pre-line text-muted">{body}</p>
      </div>
      <div className="flex items-center gap-1">
        {mayWrite && (
          <Button size="sm" look="ghost" aria-label={`Edit ${title}`} onClick={onEdit}>
            Edit
          </Button>
        )}
        {mayDelete && (
          <Confirm
            title={`Delete “${title}”?`}
            description="Replies that were written with it stay as they are."
            deed="Delete"
            onConfirm={() => remove.mutate({ params: { id } })}
          >
            <IconButton label={`Delete ${title}`}>
              <Trash2 className="size-3.5" />
            </IconButton>
          </Confirm>
        )}
      </div>
    </li>
  );
}
