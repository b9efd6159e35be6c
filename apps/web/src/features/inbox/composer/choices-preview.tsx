import { List } from 'lucide-react';
import type { ChoicesDraft } from '../../../lib/inbox/choices.ts';
import { ChatParts } from '../thread/chat-parts.tsx';
import { RichText } from '../thread/rich-text.tsx';

/** A message with choices as the customer's phone shows it; a list is shown opened. */
export function ChoicesPreview({ draft }: { draft: ChoicesDraft }) {
  const { kind, text, header, footer, opener, rows } = draft;
  const buttons = draft.buttons.map((title) => title.trim()).filter((title) => title !== '');
  return (
    <section aria-label="Preview" className="grid min-w-0 content-start gap-2 self-start sm:sticky sm:top-0">
      <div className="rounded-lg bg-accent-soft px-3 py-2 text-base">
        <ChatParts
          header={header.trim() || null}
          footer={footer.trim() || null}
          buttons={kind === 'buttons' ? [...new Set(buttons)].map((title) => ({ text: title })) : []}
        >
          <RichText text={text || 'What you ask'} marks />
        </ChatParts>
        {kind === 'list' && (
          <p className="mt-2 flex items-center justify-center gap-1 border-t border-line-strong/50 pt-2 text-sm text-accent-text">
            <List className="size-3.5" aria-hidden />
            {opener.trim() || 'What opens the list'}
          </p>
        )}
      </div>
      {kind === 'list' && (
        <ul aria-label="The opened list" className="rounded-lg border bg-background px-3 py-1.5 text-sm">
          {rows.map(({ title, description, section }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows are known by their place until they say something
            <li key={at} className="py-1">
              {section.trim() && section !== rows[at - 1]?.section && (
                <span className="block pt-1 text-xs font-medium text-accent-text">{section}</span>
              )}
              <span className="flex items-center justify-between gap-2">
                <span className="min-w-0 break-words">
                  {title || <span className="text-muted">Row {at + 1}</span>}
                  {description && <span className="block text-xs text-muted">{description}</span>}
                </span>
                <span aria-hidden className="size-3.5 shrink-0 rounded-full border border-line-strong" />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
