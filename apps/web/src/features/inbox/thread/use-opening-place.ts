import type { Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import type { TimelineItem } from '../../../lib/inbox/timeline.ts';

/** What is nearer than this to a place is at it: heights are measured in fractions. */
const NEAR = 2;
const INPUTS = ['wheel', 'touchmove', 'keydown', 'pointerdown'] as const;

interface Place {
  top: number;
  height: number;
}

interface Opening {
  virtualizer: Virtualizer<HTMLDivElement, Element>;
  scroller: RefObject<HTMLDivElement | null>;
  items: readonly TimelineItem[];
  /** Told once it stands somewhere. */
  onPlaced: () => void;
}

/**
 * Where a thread opens: at the first unread message, else at the last one; at the end where what comes from there on
 * fits the view. Bodies of mails get their height late: until the agent goes somewhere else, or something new comes,
 * the place is kept.
 *
 * @returns what says that the agent went somewhere else
 */
export function useOpeningPlace({ virtualizer, scroller, items, onPlaced }: Opening): () => void {
  const place = useRef<Place | 'left' | null>(null);
  const lastKey = useRef<string>(undefined);
  const leave = useCallback(() => {
    place.current = 'left';
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    for (const input of INPUTS) element.addEventListener(input, leave, { passive: true });
    return () => INPUTS.forEach((input) => element.removeEventListener(input, leave));
  }, [scroller, leave]);

  const height = virtualizer.getTotalSize();
  useLayoutEffect(() => {
    const element = scroller.current;
    const before = place.current;
    if (before === 'left' || items.length === 0 || !element) return;
    const newest = items.at(-1)?.key;
    const isElsewhere =
      before !== null && !isBetween(element.scrollTop, before.top, before.top + height - before.height);
    if (isElsewhere || (before !== null && newest !== lastKey.current)) {
      leave();
      return;
    }
    lastKey.current = newest;
    const start = startOf(virtualizer, items);
    if (start === null || height - start <= element.clientHeight) virtualizer.scrollToEnd({ behavior: 'instant' });
    else virtualizer.scrollToOffset(start, { behavior: 'instant' });
    place.current = { top: element.scrollTop, height };
    onPlaced();
  }, [virtualizer, scroller, items, height, leave, onPlaced]);
  return leave;
}

function startOf(virtualizer: Opening['virtualizer'], items: readonly TimelineItem[]): number | null {
  const unread = items.findIndex(({ type }) => type === 'unread');
  const index = unread >= 0 ? unread : items.findLastIndex(({ type }) => type === 'message');
  return virtualizer.measurementsCache[index]?.start ?? null;
}

/** The virtualizer moves by what changed above the view, and to the end where it was there. */
function isBetween(top: number, one: number, other: number): boolean {
  return top >= Math.min(one, other) - NEAR && top <= Math.max(one, other) + NEAR;
}
