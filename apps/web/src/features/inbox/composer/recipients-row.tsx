import { X } from 'lucide-react';
import { useId, useState, type KeyboardEvent } from 'react';
import { addressesIn } from '../../../lib/inbox/recipients.ts';

interface RecipientsRowProps {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** Addresses as chips; Enter, comma or leaving the field takes what was typed, Backspace takes the last one out. */
export function RecipientsRow({ label, value, onChange }: RecipientsRowProps) {
  const id = useId();
  const [text, setText] = useState('');
  const invalid = text.trim() !== '' && addressesIn(text).length === 0;
  const take = () => {
    const added = addressesIn(text).filter((address) => !value.includes(address));
    if (added.length > 0) onChange([...value, ...added]);
    if (addressesIn(text).length > 0) setText('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (['Enter', ',', ';'].includes(event.key) && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      take();
    } else if (event.key === 'Backspace' && text === '' && value.length > 0) {
      onChange(value.slice(0, -1));
    }
  };
  return (
    <div className="flex min-h-7 flex-wrap items-center gap-1 border-b border-line/60 py-0.5">
      <label htmlFor={id} className="w-8 shrink-0 text-xs text-muted">
        {label}
      </label>
      {value.map((address) => (
        <span
          key={address}
          className="inline-flex h-5.5 max-w-full items-center gap-1 rounded-sm bg-hover pl-1.5 text-xs"
        >
          <span className="truncate">{address}</span>
          <button
            type="button"
            aria-label={`Remove ${address} from ${label}`}
            className="flex size-5.5 items-center justify-center rounded-sm text-muted hover:text-fg"
            onClick={() => onChange(value.filter((other) => other !== address))}
          >
            <X className="size-3" aria-hidden />
          </button>
        </span>
      ))}
      <input
        id={id}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={take}
        onKeyDown={onKeyDown}
        aria-invalid={invalid}
        inputMode="email"
        autoComplete="off"
        placeholder={value.length === 0 ? 'name@example.com' : ''}
        className="h-6 min-w-32 flex-1 bg-transparent text-xs outline-none aria-invalid:text-bad"
      />
    </div>
  );
}
