import { signatures } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { query } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';

/** What the mail will end with. */
export function SignaturePreview({ conversationId }: { conversationId: string }) {
  const [open, setOpen] = useState(false);
  const { data } = useQuery({
    ...query(signatures.preview, { params: { id: conversationId } }),
    staleTime: 60_000,
  });
  if (!data?.text) return null;
  return (
    <button
      type="button"
      aria-expanded={open}
      title={open ? 'Show less of the signature' : 'Show the whole signature'}
      onClick={() => setOpen(!open)}
      className={cn(
        'block w-full px-3 pb-1.5 text-left text-xs text-muted hover:text-fg',
        open ? 'whitespace-pre-line' : 'truncate',
      )}
    >
      {open ? `-- \n${data.text}` : `-- ${data.text.split('\n').filter(Boolean).join(' · ')}`}
    </button>
  );
}

/** Variables that nothing can be put in the place of: the reply would be refused. */
export function MissingValues({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  const written = names.map((name) => `{{${name}}}`).join(', ');
  return (
    <p role="status" className="px-3 pb-1.5 text-xs text-warn">
      {`${written} ${names.length === 1 ? 'has' : 'have'} no value here. Write it yourself, or take it out.`}
    </p>
  );
}
