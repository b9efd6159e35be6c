import { FileText, X } from 'lucide-react';
import { fileSize } from '../../../lib/file-size.ts';
import type { Upload } from './use-uploads.ts';

/** Files that go with the reply, and how far each has come. */
export function AttachmentChips({
  uploads,
  onRemove,
}: {
  uploads: readonly Upload[];
  onRemove: (key: string) => void;
}) {
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pb-2">
      {uploads.map(({ key, filename, size, progress, id }) => (
        <li
          key={key}
          className="relative flex h-7 max-w-64 items-center gap-1.5 overflow-hidden rounded-md border bg-background pl-2 text-xs"
        >
          <FileText className="size-3.5 shrink-0 text-muted" aria-hidden />
          <span className="truncate">{filename}</span>
          <span className="shrink-0 text-muted">{id ? fileSize(size) : `${Math.round(progress * 100)} %`}</span>
          <button
            type="button"
            aria-label={`Remove ${filename}`}
            onClick={() => onRemove(key)}
            className="flex size-7 shrink-0 items-center justify-center text-muted hover:text-fg"
          >
            <X className="size-3.5" aria-hidden />
          </button>
          {!id && (
            <span
              aria-hidden
              className="absolute bottom-0 left-0 h-0.5 bg-accent transition-[width]"
              style={{ width: `${progress * 100}%` }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
