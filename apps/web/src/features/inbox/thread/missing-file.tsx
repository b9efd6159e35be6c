import { chatMedia, conversations, type Attachment } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { CloudOff, LoaderCircle, RotateCw, TriangleAlert } from 'lucide-react';
import { call, keyOf } from '../../../lib/api.ts';
import { explain } from '../../../lib/errors.ts';
import { useNow } from '../../../lib/now.ts';
import { duration } from '../../../lib/time.ts';
import { useOnce } from '../../../lib/use-once.ts';

interface MissingFileProps {
  file: Attachment;
  conversationId: string;
  /** Whether it is fetched by the portal, and so can be asked for again. */
  canFetch: boolean;
}

const kinds: Record<string, string> = { image: 'Picture', video: 'Video', audio: 'Recording' };

/** A file that is not here, or not here yet: why, and what can be done. */
export function MissingFile({ file, conversationId, canFetch }: MissingFileProps) {
  const cache = useQueryClient();
  const now = useNow();
  const again = useOnce({
    mutationFn: () => call(chatMedia.fetchAgain, { params: { id: file.id } }),
    onSettled: () =>
      cache.invalidateQueries({ queryKey: keyOf(conversations.messages, { params: { id: conversationId } }) }),
  });
  const kind = kinds[file.contentType.split('/')[0] ?? ''] ?? 'File';
  const isWaiting = file.state === 'pending' && file.problem !== null;
  const isLost = file.state === 'failed' || file.state === 'gone';
  const Icon = isLost ? (file.state === 'gone' ? CloudOff : TriangleAlert) : LoaderCircle;
  const leftMs = file.retryAt ? Date.parse(file.retryAt) - now : 0;
  return (
    <div
      role="group"
      aria-label={file.filename}
      className={`flex max-w-80 min-w-40 items-start gap-2 rounded-md border bg-card px-2.5 py-1.5 text-xs ${isLost ? 'text-bad' : 'text-muted'}`}
    >
      <Icon
        className={`mt-0.5 size-4 shrink-0 ${isLost || isWaiting ? '' : 'animate-spin motion-reduce:animate-none'}`}
        aria-hidden
      />
      <span className="min-w-0">
        <span className="block truncate font-medium">{file.filename}</span>
        {isLost && (
          <span className="block break-words">
            {kind} could not be fetched{file.problem ? `: ${file.problem}` : ''}.
            {file.state === 'gone' && ' Ask the customer to send it again.'}
          </span>
        )}
        {isWaiting && (
          <span className="block break-words">
            Not here yet: {file.problem}. Trying again{leftMs > 0 ? ` in ${duration(leftMs)}` : ' now'}.
          </span>
        )}
        {!isLost && !isWaiting && <span className="block">Arriving…</span>}
        {again.error && (
          <span role="alert" className="block text-bad">
            {explain(again.error)}
          </span>
        )}
        {canFetch && (file.state === 'failed' || isWaiting) && (
          <button
            type="button"
            disabled={again.isPending}
            onClick={() => again.mutate()}
            className="mt-0.5 inline-flex items-center gap-1 font-medium text-fg underline underline-offset-2 disabled:opacity-60"
          >
            <RotateCw className="size-3" aria-hidden />
            {isWaiting ? 'Try now' : 'Try again'}
          </button>
        )}
      </span>
    </div>
  );
}
