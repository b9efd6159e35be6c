import type { Message } from '@switchboard/contracts';
import { ExternalLink, List, MousePointerClick } from 'lucide-react';
import type { ReactNode } from 'react';
import { fullTime } from '../../../lib/time.ts';

interface ChatPartsProps {
  header: string | null;
  footer: string | null;
  buttons: readonly { text: string; link?: string | null }[];
  children: ReactNode;
}

/** What stands around the text of a chat message: header, footer and the buttons the customer sees. */
export function ChatParts({ header, footer, buttons, children }: ChatPartsProps) {
  return (
    <>
      {header && <div className="mb-0.5 font-semibold break-words">{header}</div>}
      {children}
      {footer && <div className="mt-1 text-xs text-muted">{footer}</div>}
      {buttons.length > 0 && (
        <ul aria-label="Buttons" className="mt-2 grid gap-1 border-t border-line-strong/50 pt-2">
          {buttons.map(({ text, link }) => (
            <li
              key={text}
              className="flex items-center justify-center gap-1 text-sm text-accent-text"
              title={link ?? undefined}
            >
              {link && <ExternalLink className="size-3" aria-hidden />}
              {text}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** The rows of a list that was offered, and what of the buttons was tapped. */
export function ChatExtras({ chat }: { chat: NonNullable<Message['chat']> }) {
  return (
    <>
      {chat.list && (
        <details className="mt-2 border-t border-line-strong/50 pt-1.5 text-sm">
          <summary className="flex cursor-pointer items-center justify-center gap-1 text-accent-text">
            <List className="size-3.5" aria-hidden />
            {chat.list.button}
          </summary>
          <ul className="mt-1 grid gap-1">
            {chat.list.rows.map(({ title, description, section }, at, rows) => (
              <li key={`${title} ${description}`}>
                {section && section !== rows[at - 1]?.section && (
                  <span className="mt-1 block text-xs font-medium text-muted">{section}</span>
                )}
                {title}
                {description && <span className="block text-xs text-muted">{description}</span>}
              </li>
            ))}
          </ul>
        </details>
      )}
      {chat.workflow && (
        <dl className="grid gap-1.5">
          {chat.workflow.answers.map(({ question, answer }) => (
            <div key={`${question} ${answer}`}>
              <dt className="text-xs whitespace-pre-wrap text-muted">{question || 'The customer said'}</dt>
              <dd className="break-words whitespace-pre-wrap">{answer}</dd>
            </div>
          ))}
        </dl>
      )}
      {chat.choice?.description && <div className="text-xs text-muted">{chat.choice.description}</div>}
      {chat.clicks.length > 0 && (
        <ul aria-label="Tapped by the customer" className="mt-1.5 text-xs text-muted">
          {chat.clicks.map(({ text, at }) => (
            <li key={`${at} ${text}`} className="flex items-center gap-1" title={fullTime(at)}>
              <MousePointerClick className="size-3" aria-hidden />
              Tapped “{text}”
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
