import type { Attachment } from '@switchboard/contracts';
import { FileWarning, ShieldAlert, ShieldQuestion, type LucideIcon } from 'lucide-react';
import { fileSize } from '../../../lib/file-size.ts';

/** Why a file that came is not given out; null for one that is. */
export function heldBack(file: Attachment): { icon: LucideIcon; words: string; isBad: boolean } | null {
  if (file.state === 'too_large') {
    const size = fileSize(file.sizeBytes);
    return {
      icon: FileWarning,
      words: `Too large to be kept here${size ? ` (${size})` : ''}. Download the original of this mail to get it.`,
      isBad: false,
    };
  }
  if (file.scan === 'infected') {
    return { icon: ShieldAlert, words: `Carries a virus (${file.threat}). It cannot be opened.`, isBad: true };
  }
  if (file.scan === 'pending' && file.state === 'stored') {
    return { icon: ShieldQuestion, words: 'Being checked for viruses…', isBad: false };
  }
  return null;
}

/** A file that is here and yet not to be had, with the reason. */
export function HeldFile({ file, held }: { file: Attachment; held: NonNullable<ReturnType<typeof heldBack>> }) {
  const { icon: Icon, words, isBad } = held;
  return (
    <div
      role="group"
      aria-label={file.filename}
      className={`flex max-w-80 min-w-40 items-start gap-2 rounded-md border bg-card px-2.5 py-1.5 text-xs ${isBad ? 'border-bad/60 text-bad' : 'text-muted'}`}
    >
      <Icon className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span className="min-w-0">
        <span className="block truncate font-medium">{file.filename}</span>
        <span className="block break-words">{words}</span>
      </span>
    </div>
  );
}
