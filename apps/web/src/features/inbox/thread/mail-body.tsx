import type { Message } from '@switchboard/contracts';
import { ImageOff, Ellipsis } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { apiOrigin } from '../../../lib/addresses.ts';
import { bringsOwnColors, mailFrame } from '../../../lib/mail-frame.ts';
import { handleKey } from '../../../lib/shortcuts/keyboard.ts';
import { useColors } from '../../../lib/use-colors.ts';
import { RichText } from './rich-text.tsx';

type Purify = typeof import('dompurify').default;

let purify: Purify | null = null;
const loadPurify = async (): Promise<Purify> => (purify ??= (await import('dompurify')).default);

/** Heights of frames seen before, so that scrolling back does not jump. */
const heights = new Map<string, number>();

const toggle =
  'inline-flex items-center gap-1.5 rounded-md px-1.5 py-0.5 text-xs text-muted hover:bg-hover hover:text-fg';

/** The body of a mail: its own HTML in a frame that can run nothing, or its text. */
export function MailBody({ message }: { message: Message }) {
  const [original, setOriginal] = useState(false);
  const { email } = message;
  if (!email?.html) {
    const full = email?.fullText ?? null;
    if (!full && !message.text && message.attachments.length === 0 && !email?.invitation && !email?.seal)
      return <p className="text-muted">This mail has no text.</p>;
    const hasMore = full !== null && full.trim() !== message.text.trim();
    return (
      <>
        <RichText text={original && full ? full : message.text} />
        {hasMore && <QuoteToggle shown={original} onToggle={() => setOriginal(!original)} />}
      </>
    );
  }
  return <HtmlBody id={message.id} html={email.html} text={message.text} />;
}

const QuoteToggle = ({ shown, onToggle }: { shown: boolean; onToggle: () => void }) => (
  <div className="mt-1.5 -ml-1.5">
    <button type="button" className={toggle} aria-expanded={shown} onClick={onToggle}>
      <Ellipsis className="size-4" aria-hidden />
      {shown ? 'Hide quoted text' : 'Show original'}
    </button>
  </div>
);

interface HtmlBodyProps {
  id: string;
  html: string;
  text: string;
}

function HtmlBody({ id, html, text }: HtmlBodyProps) {
  const [showQuote, setShowQuote] = useState(false);
  const [showImages, setShowImages] = useState(false);
  const [loaded, setLoaded] = useState<Purify | null>(() => purify);
  useEffect(() => {
    if (!loaded) void loadPurify().then((module) => setLoaded(() => module));
  }, [loaded]);
  const colors = useColors();
  const frame = useMemo(
    () =>
      loaded &&
      mailFrame(loaded, html, {
        showImages,
        showQuote,
        imageOrigin: apiOrigin(),
        colors,
      }),
    [loaded, html, showImages, showQuote, colors],
  );
  const onPaper = useMemo(() => bringsOwnColors(html), [html]);
  if (!frame) return text ? <RichText text={text} /> : <Skeleton className="h-16 w-80" />;
  return (
    <>
      {frame.hasBlockedImages && (
        <button type="button" className={`${toggle} mb-1.5 -ml-1.5`} onClick={() => setShowImages(true)}>
          <ImageOff className="size-3.5" aria-hidden />
          Show images. The sender will know that you did.
        </button>
      )}
      <Frame
        key={`${showImages}`}
        cacheKey={`${id}:${showImages}:${showQuote}`}
        document={frame.document}
        onPaper={onPaper}
      />
      {frame.hasQuote && <QuoteToggle shown={showQuote} onToggle={() => setShowQuote(!showQuote)} />}
    </>
  );
}

/** As tall as what it shows. Without `allow-scripts` nothing in it can run; same-origin only lets us measure it. */
function Frame({ cacheKey, document: content, onPaper }: { cacheKey: string; document: string; onPaper: boolean }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(heights.get(cacheKey) ?? 48);
  const [ready, setReady] = useState(0);

  useEffect(() => {
    const inner = frame.current?.contentDocument;
    const body = inner?.body;
    if (!inner || !body) return;
    const measure = () => {
      const scrollbar = inner.documentElement.scrollWidth > inner.documentElement.clientWidth ? 14 : 0;
      const tall = Math.ceil(body.getBoundingClientRect().height) + scrollbar;
      if (tall === 0) return;
      heights.set(cacheKey, tall);
      setHeight(tall);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(body);
    // Keys pressed in the frame are meant for the page.
    inner.addEventListener('keydown', handleKey);
    return () => {
      observer.disconnect();
      inner.removeEventListener('keydown', handleKey);
    };
  }, [cacheKey, ready]);

  return (
    <iframe
      ref={frame}
      title="Mail"
      sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
      srcDoc={content}
      onLoad={() => setReady((count) => count + 1)}
      className={`block w-full border-0 ${onPaper ? 'rounded-md bg-white' : ''}`}
      style={{ height, colorScheme: onPaper ? 'light' : undefined }}
    />
  );
}
