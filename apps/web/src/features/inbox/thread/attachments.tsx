import { conversations, type Attachment, type Message } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Download, FileText } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef, useState } from 'react';
import { keyOf } from '../../../lib/api.ts';
import { apiAddress } from '../../../lib/addresses.ts';
import { fileSize } from '../../../lib/file-size.ts';
import { heldBack, HeldFile } from './held-file.tsx';
import { MissingFile } from './missing-file.tsx';

const tile = 'flex max-w-64 min-w-40 items-center gap-2 rounded-md border bg-card px-2.5 py-1.5 text-xs';

/** Files that came with a message. Inline images of a mail stand in its text. */
export function Attachments({ message }: { message: Message }) {
  const files = message.attachments.filter(
    ({ isInline, contentId }) => !(message.email?.html && isInline && contentId),
  );
  if (files.length === 0) return null;
  return (
    <ul className="mt-2 flex flex-wrap gap-2">
      {files.map((file) => (
        <li key={file.id}>
          <AttachmentTile
            file={file}
            conversationId={message.conversationId}
            canFetch={message.channel === 'whatsapp'}
          />
        </li>
      ))}
    </ul>
  );
}

function AttachmentTile({
  file,
  conversationId,
  canFetch,
}: {
  file: Attachment;
  conversationId: string;
  canFetch: boolean;
}) {
  const held = heldBack(file);
  if (held) return <HeldFile file={file} held={held} />;
  if (file.state !== 'stored' || !file.url) {
    return <MissingFile file={file} conversationId={conversationId} canFetch={canFetch} />;
  }
  const url = apiAddress(file.url);
  const [kind] = file.contentType.split('/');
  if (kind === 'image' && !file.contentType.includes('svg'))
    return <ImageTile file={file} url={url} conversationId={conversationId} />;
  return (
    <span className="block">
      {kind === 'audio' && (
        <audio controls preload="none" src={url} className="mb-1 h-9 w-64 max-w-full" aria-label={file.filename} />
      )}
      {kind === 'video' && (
        <video
          controls
          preload="metadata"
          src={url}
          className="mb-1 max-h-64 w-64 max-w-full rounded-md"
          aria-label={file.filename}
        />
      )}
      <a
        href={url}
        download={file.filename}
        target="_blank"
        rel="noopener noreferrer"
        className={`${tile} hover:bg-hover`}
      >
        <FileText className="size-4 shrink-0 text-muted" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{file.filename}</span>
          <span className="block text-muted">{fileSize(file.sizeBytes)}</span>
        </span>
        <Download className="size-3.5 shrink-0 text-muted" aria-label="Download" />
      </a>
    </span>
  );
}

function ImageTile({ file, url, conversationId }: { file: Attachment; url: string; conversationId: string }) {
  const cache = useQueryClient();
  const renewed = useRef(false);
  const [large, setLarge] = useState(false);
  // Signed addresses end after an hour: ask for new ones, once.
  const renew = () => {
    if (renewed.current) return;
    renewed.current = true;
    void cache.invalidateQueries({ queryKey: keyOf(conversations.messages, { params: { id: conversationId } }) });
  };
  return (
    <Dialog.Root open={large} onOpenChange={setLarge}>
      <Dialog.Trigger
        className="block cursor-zoom-in overflow-hidden rounded-md border bg-hover"
        aria-label={`Enlarge ${file.filename}`}
      >
        <img
          src={url}
          alt={file.filename}
          loading="lazy"
          onError={renew}
          className="h-36 max-w-64 min-w-24 object-cover"
        />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade bg-black/80" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-0 z-50 flex flex-col p-4 outline-none"
          onClick={() => setLarge(false)}
        >
          <div className="flex items-center gap-3 text-white">
            <Dialog.Title className="truncate text-sm">{file.filename}</Dialog.Title>
            <a
              href={url}
              download={file.filename}
              target="_blank"
              rel="noopener noreferrer"
              onClick={(event) => event.stopPropagation()}
              className="ml-auto rounded-md px-2 py-1 text-sm hover:bg-white/15"
            >
              Download
            </a>
            <Dialog.Close className="rounded-md px-2 py-1 text-sm hover:bg-white/15">Close</Dialog.Close>
          </div>
          <div className="flex min-h-0 flex-1 items-center justify-center p-2">
            <img src={url} alt={file.filename} className="max-h-full max-w-full cursor-zoom-out object-contain" />
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
