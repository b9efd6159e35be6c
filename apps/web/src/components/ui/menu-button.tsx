import {
  cloneElement,
  useState,
  type ComponentType,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
} from 'react';
import { sayProblem } from '../../lib/toast.ts';
import type { MenuEntry } from './menu-entries.ts';
import type { MenuPopupProps } from './menu-popup.tsx';

const load = () => import('./menu-popup.tsx');

interface Trigger {
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
  onPointerEnter?: () => void;
  onFocus?: () => void;
  onClick?: (event: MouseEvent<HTMLElement>) => void;
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
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
  const [container, setContainer] = useState<HTMLElement | null>(null);

  if (Popup) {
    return (
      <Popup entries={entries} trigger={children} container={container} open={open} onOpenChange={setOpen} {...rest} />
    );
  }

  const prepare = () => void load().catch(() => undefined);
  const show = async (button: HTMLElement) => {
    setContainer(button.closest<HTMLElement>('[role=dialog], nav, main'));
    try {
      const { default: Loaded } = await load();
      setOpen(true);
      setPopup(() => Loaded);
    } catch (error) {
      sayProblem('The menu could not be loaded.', error);
    }
  };
  return cloneElement(children, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onPointerEnter: prepare,
    onFocus: prepare,
    onClick: ({ currentTarget }) => void show(currentTarget),
    onKeyDown: (event) => {
      if (event.key !== 'ArrowDown') return;
      event.preventDefault();
      void show(event.currentTarget);
    },
  });
}
