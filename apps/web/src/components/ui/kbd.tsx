import { cn } from '../../lib/cn.ts';
import { keyCaps } from '../../lib/shortcuts/keymap.ts';
import { isMac } from '../../lib/shortcuts/keyboard.ts';

/** A shortcut as key caps. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={cn('inline-flex shrink-0 gap-0.5', className)}>
      {keyCaps(keys, isMac).map((cap) => (
        <kbd
          key={cap}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-current/25 px-1 font-sans text-2xs"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
