import { cloneElement, useState, type ComponentType, type KeyboardEvent, type ReactElement } from 'react';
import type { MenuEntry } from './menu-entries.ts';
import type { MenuPopupProps } from './menu-popup.tsx';

const load = () => import('./menu-popup.tsx');

interface Trigger {
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  onClick?: () => void;
  onKeyDown?: (event: KeyboardEvent) => void;
}

interface MenuButtonProps {
  /** The button; it must pass its props on. */
  children: ReactElement<Trigger>;
  entries: readonly MenuEntry[];
  align?: 'start' | 'center' | 'end';
  side?: 'top' | 'bottom';
}

/** A button with a menu. What draws menus is fetched when somebody is about to open one. */
export function MenuButton({ children, entries, ...rest }: MenuButtonProps) {
  const [Popup, setPopup] = useState<ComponentType<MenuPopupProps> | null>(null);
  const [open, setOpen] = useState(false);

  if (Popup) return <Popup entries={entries} trigger={children} open={open} onOpenChange={setOpen} {...rest} />;

  const prepare = () => void load();
  const show = async () => {
    const { default: Loaded } = await load();
    setOpen(true);
    setPopup(() => Loaded);
  };
  return cloneElement(children, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: () => void show(),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      void show();
    },
  });
}
