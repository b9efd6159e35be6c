import type { ReactNode } from 'react';

/** What a menu consists of, as data: the menu itself is loaded when one is opened. */
export type MenuEntry =
  | { type: 'item'; label: string; icon?: ReactNode; keys?: string; onSelect: () => void }
  | {
      type: 'choice';
      value: string;
      options: readonly { value: string; label: string; icon?: ReactNode }[];
      onChange: (value: string) => void;
    }
  | { type: 'heading'; label: string }
  | { type: 'text'; label: string }
  | { type: 'separator' };
