import { useEffect, useRef } from 'react';
import { WIDE } from '../../../lib/media-query.ts';
import { useCommands } from '../../../lib/shortcuts/commands.ts';
import { chosen, clearChosen } from '../bulk/chosen.ts';
import { cursor, neighbour } from '../use-inbox.ts';

interface ListCommands {
  openId: string | null;
  open: (id: string | null) => void;
  prefetch: (id: string) => void;
  /** Null for those who may not answer several at once. */
  choose: ((id: string | null) => void) | null;
}

/** Going through the list: while one conversation is open beside it, the next one opens when the keys come to rest. */
const REST_MS = 140;

export function useListCommands({ openId, open, prefetch, choose }: ListCommands) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const move = (step: 1 | -1) => {
    const next = neighbour(cursor.get(), step);
    if (!next) return;
    cursor.set(next);
    prefetch(next);
    clearTimeout(timer.current);
    if (openId && window.matchMedia(WIDE).matches) timer.current = setTimeout(() => open(next), REST_MS);
  };

  useCommands([
    { id: 'list.down', title: 'Next conversation', group: 'List', keys: 'j', keyboardOnly: true, run: () => move(1) },
    {
      id: 'list.up',
      title: 'Previous conversation',
      group: 'List',
      keys: 'k',
      keyboardOnly: true,
      run: () => move(-1),
    },
    {
      id: 'list.open',
      title: 'Open',
      group: 'List',
      keys: 'enter',
      keyboardOnly: true,
      run: () => {
        const id = cursor.get();
        if (id) open(id);
      },
    },
    {
      id: 'list.back',
      title: 'Back to the list',
      group: 'List',
      keys: 'esc',
      keyboardOnly: true,
      run: () => (chosen.get().size > 0 ? clearChosen() : openId && open(null)),
    },
    ...(choose
      ? [
          {
            id: 'list.choose',
            title: 'Select, to reply to several',
            group: 'List' as const,
            keys: 'x',
            keyboardOnly: true,
            run: () => choose(cursor.get()),
          },
        ]
      : []),
  ]);
  return { move };
}
