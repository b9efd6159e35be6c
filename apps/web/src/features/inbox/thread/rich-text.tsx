import { memo } from 'react';
import { spansOf } from '../../../lib/inbox/rich-text.ts';

/** Text as it was written, line breaks and all. */
export const RichText = memo(function RichText({ text, marks = false }: { text: string; marks?: boolean }) {
  return (
    <span className="break-words whitespace-pre-wrap">
      {spansOf(text, marks).map((span, index) => {
        const key = `${index}`;
        switch (span.type) {
          case 'link':
            return (
              <a
                key={key}
                href={span.href}
                target="_blank"
                rel="noopener noreferrer nofollow"
                className="text-accent-text underline underline-offset-2"
              >
                {span.text}
              </a>
            );
          case 'bold':
            return (
              <strong key={key} className="font-semibold">
                {span.text}
              </strong>
            );
          case 'italic':
            return <em key={key}>{span.text}</em>;
          case 'strike':
            return <s key={key}>{span.text}</s>;
          case 'code':
            return (
              <code key={key} className="rounded-sm bg-hover px-1 font-mono text-xs">
                {span.text}
              </code>
            );
          case 'text':
            return span.text;
        }
      })}
    </span>
  );
});
