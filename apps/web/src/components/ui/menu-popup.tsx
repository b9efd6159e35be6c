import { Check } from 'lucide-react';
import { DropdownMenu as Primitive } from 'radix-ui';
import type { ReactElement } from 'react';
import { Kbd } from './kbd.tsx';
import type { MenuEntry } from './menu-entries.ts';

const item =
  'relative flex h-8 items-center gap-2 rounded-md px-2 outline-none select-none data-disabled:opacity-50 data-highlighted:bg-hover [&_svg]:size-4 [&_svg]:text-muted';

export interface MenuPopupProps {
  entries: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
  trigger: ReactElement;
  /** Where it is put in the page: the landmark of its button. */
  container: HTMLElement | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export default function MenuPopup({
  entries,
  align = 'start',
  side = 'bottom',
  trigger,
  container,
  open,
  onOpenChange,
}: MenuPopupProps) {
  return (
    <Primitive.Root open={open} onOpenChange={onOpenChange} modal={false}>
      <Primitive.Trigger asChild>{trigger}</Primitive.Trigger>
      <Primitive.Portal container={container}>
        <Primitive.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className="z-40 max-h-(--radix-dropdown-menu-content-available-height) max-w-72 min-w-44 origin-(--radix-dropdown-menu-content-transform-origin) animate-pop overflow-y-auto rounded-lg border bg-card p-1 text-sm shadow-pop"
        >
          {entries.map((entry, index) => (
            <Entry key={entry.type === 'separator' ? `separator-${index}` : entryKey(entry)} entry={entry} />
          ))}
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}

const entryKey = (entry: Exclude<MenuEntry, { type: 'separator' }>): string =>
  `${entry.type}-${entry.type === 'choice' ? entry.options.map(({ value }) => value).join() : entry.label}`;

function Entry({ entry }: { entry: MenuEntry }) {
  switch (entry.type) {
    case 'separator':
      return <Primitive.Separator className="-mx-1 my-1 h-px bg-line" />;
    case 'heading':
      return (
        <Primitive.Label className="px-2 pt-1.5 pb-1 text-2xs font-medium text-muted">{entry.label}</Primitive.Label>
      );
    case 'text':
      return <Primitive.Label className="truncate px-2 py-1.5 text-xs text-muted">{entry.label}</Primitive.Label>;
    case 'item':
      return (
        <Primitive.Item className={item} onSelect={entry.onSelect}>
          {entry.icon}
          {entry.label}
          {entry.keys && <Kbd keys={entry.keys} className="ml-auto pl-4 text-muted" />}
        </Primitive.Item>
      );
    case 'choice':
      return (
        <Primitive.RadioGroup value={entry.value} onValueChange={entry.onChange}>
          {entry.options.map(({ value, label, icon }) => (
            <Primitive.RadioItem key={value} value={value} className={`${item} pr-8`}>
              {icon}
              {label}
              <Primitive.ItemIndicator className="absolute right-2">
                <Check className="!text-accent-text" />
              </Primitive.ItemIndicator>
            </Primitive.RadioItem>
          ))}
        </Primitive.RadioGroup>
      );
  }
}
