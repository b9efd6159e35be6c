import type { Attachment, WhatsappTemplate } from '@switchboard/contracts';
import { Paperclip, X } from 'lucide-react';
import { useId, useRef, useState, type ReactNode } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Field } from '../../../components/ui/field.tsx';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { explain } from '../../../lib/errors.ts';
import { fileSize } from '../../../lib/file-size.ts';
import { uploadFile } from '../../../lib/upload.ts';

interface HeaderFileProps {
  format: WhatsappTemplate['headerFormat'];
  file: Attachment | null;
  onFile: (file: Attachment | null) => void;
  address: string;
  onAddress: (address: string) => void;
  problem: string | undefined;
}

const wanted = {
  image: { label: 'Picture of the header', accept: 'image/jpeg,image/png', name: 'a picture' },
  video: { label: 'Video of the header', accept: 'video/mp4,video/3gpp', name: 'a video' },
  document: { label: 'Document of the header', accept: '*/*', name: 'a document' },
} as const;

/** The file in a template's header: uploaded here, or fetched by WhatsApp from an address. */
export function HeaderFile({ format, file, onFile, address, onAddress, problem }: HeaderFileProps) {
  const id = useId();
  const picker = useRef<HTMLInputElement>(null);
  const [isByAddress, setIsByAddress] = useState(false);
  const [progress, setProgress] = useState<number | null>(null);
  const [error, setError] = useState<string | null>(null);
  const { label, accept, name } = wanted[format === 'video' || format === 'document' ? format : 'image'];

  const upload = async (given: File) => {
    setError(null);
    setProgress(0);
    try {
      onFile(await uploadFile(given, setProgress, new AbortController().signal));
    } catch (reason) {
      setError(explain(reason));
    } finally {
      setProgress(null);
    }
  };

  if (isByAddress) {
    return (
      <div>
        <Field
          label={`${label}: address (https)`}
          type="url"
          value={address}
          error={problem}
          onChange={(event) => onAddress(event.target.value)}
        />
        <Switchover
          onClick={() => {
            onAddress('');
            setIsByAddress(false);
          }}
        >
          Upload {name} instead
        </Switchover>
      </div>
    );
  }
  const said = error ?? problem;
  return (
    <div role="group" aria-labelledby={id}>
      <p id={id} className="text-sm font-medium">
        {label}
      </p>
      <input
        ref={picker}
        type="file"
        hidden
        accept={accept}
        aria-label={label}
        onChange={(event) => {
          const [given] = event.target.files ?? [];
          event.target.value = '';
          if (given) void upload(given);
        }}
      />
      {file ? (
        <p className="mt-1 flex items-center gap-1 text-sm">
          <Paperclip className="size-3.5 shrink-0 text-muted" aria-hidden />
          <span className="truncate">{file.filename}</span>
          <span className="shrink-0 text-xs text-muted">{fileSize(file.sizeBytes)}</span>
          <IconButton label={`Remove ${file.filename}`} onClick={() => onFile(null)}>
            <X className="size-3.5" />
          </IconButton>
        </p>
      ) : (
        <Button size="sm" className="mt-1" disabled={progress !== null} onClick={() => picker.current?.click()}>
          <Paperclip className="size-3.5" aria-hidden />
          {progress === null ? `Choose ${name}` : `Uploading, ${Math.round(progress * 100)} %`}
        </Button>
      )}
      {said && (
        <p role="alert" className="mt-1 text-xs text-bad">
          {said}
        </p>
      )}
      {!file && <Switchover onClick={() => setIsByAddress(true)}>Use an address instead</Switchover>}
    </div>
  );
}

function Switchover({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="mt-1 block text-xs text-muted underline underline-offset-2 hover:text-fg"
    >
      {children}
    </button>
  );
}
