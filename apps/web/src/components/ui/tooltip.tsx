import {
  cloneElement,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
} from 'react';
import { createPortal } from 'react-dom';
import { Kbd } from './kbd.tsx';

const SHOW_AFTER_MS = 400;
/** Going from one icon to the next, the second tooltip comes at once. */
const WARM_MS = 300;
const GAP = 6;
const EDGE = 8;

let warmUntil = 0;
/** There is one pointer, so at most one tooltip is on its way. */
let coming: ReturnType<typeof setTimeout> | undefined;

interface Trigger {
  onPointerEnter?: (event: PointerEvent<HTMLElement>) => void;
  onPointerLeave?: (event: PointerEvent<HTMLElement>) => void;
  onPointerDown?: (event: PointerEvent<HTMLElement>) => void;
  onFocus?: (event: FocusEvent<HTMLElement>) => void;
  onBlur?: (event: FocusEvent<HTMLElement>) => void;
}

interface TooltipProps {
  label: string;
  keys?: string;
  children: ReactElement<Trigger>;
}

/** Says what an icon does, and by which key. Not read aloud: the trigger has a name of its own. */
export function Tooltip({ label, keys, children }: TooltipProps) {
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const given = children.props;
  useEffect(() => () => clearTimeout(coming), []);

  const show = (element: HTMLElement, wait: number) => {
    clearTimeout(coming);
    coming = setTimeout(() => setAnchor(element.getBoundingClientRect()), wait);
  };
  const hide = () => {
    clearTimeout(coming);
    if (anchor) warmUntil = Date.now() + WARM_MS;
    setAnchor(null);
  };
  return (
    <>
      {cloneElement(children, {
        onPointerEnter: (event) => {
          given.onPointerEnter?.(event);
          if (event.pointerType === 'mouse') show(event.currentTarget, Date.now() < warmUntil ? 0 : SHOW_AFTER_MS);
        },
        onPointerLeave: (event) => {
          given.onPointerLeave?.(event);
          hide();
        },
        onPointerDown: (event) => {
          given.onPointerDown?.(event);
          hide();
        },
        onFocus: (event) => {
          given.onFocus?.(event);
          if (event.currentTarget.matches(':focus-visible')) show(event.currentTarget, SHOW_AFTER_MS);
        },
        onBlur: (event) => {
          given.onBlur?.(event);
          hide();
        },
      })}
      {anchor && <Bubble anchor={anchor} label={label} keys={keys} />}
    </>
  );
}

function Bubble({ anchor, label, keys }: { anchor: DOMRect; label: string; keys: string | undefined }) {
  const bubble = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = bubble.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    const left = Math.min(Math.max(anchor.left + anchor.width / 2 - width / 2, EDGE), innerWidth - width - EDGE);
    const below = anchor.bottom + GAP;
    const top = below + height + EDGE > innerHeight ? anchor.top - GAP - height : below;
    element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }, [anchor]);
  return createPortal(
    <div
      ref={bubble}
      aria-hidden
      className="pointer-events-none fixed top-0 left-0 z-50 flex animate-fade items-center gap-2 rounded-md bg-fg px-2 py-1 text-xs text-background shadow-pop select-none"
    >
      {label}
      {keys && <Kbd keys={keys} />}
    </div>,
    document.body,
  );
}
