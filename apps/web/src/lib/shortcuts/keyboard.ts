import { useEffect } from 'react';
import { getPreferences } from '../preferences.ts';
import { currentCommands } from './commands.ts';
import { overlay } from './dialogs.ts';
import { createMatcher, nameOf } from './keymap.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=checkbox],[type=radio]), textarea, select'));

/** Menus and dialogs have keys of their own. */
const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox][data-picker]') !== null;

export const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Handles one key press; the frames that show mails pass theirs on. */
function createKeyHandler(): (event: KeyboardEvent) => void {
  const matcher = createMatcher();
  return (event) => {
    if (event.defaultPrevented || (event.repeat && !['j', 'k'].includes(event.key.toLowerCase()))) return;
    const name = nameOf(event);
    if (!name) return;
    const modified = name.startsWith('mod+');
    // What lies over the page may still be on its way: what is typed meanwhile is meant for it.
    if (!modified && overlay.get() !== null) return;
    if (isElsewhere(event.target) || (!modified && (!getPreferences().shortcuts || isTyping(event.target)))) return;
    const commands = currentCommands().filter(({ keys }) => keys && keys.startsWith('mod+') === modified);
    const shortcut = matcher.press(
      name,
      commands.map(({ keys }) => keys!),
      Date.now(),
    );
    if (shortcut === null) return;
    const command = commands.find(({ keys }) => keys === shortcut);
    if (!command && shortcut !== 'pending') return;
    // Enter and Space on a button are the button's.
    if (
      (name === 'enter' || name === 'space') &&
      event.target instanceof HTMLElement &&
      event.target.closest('button, a')
    )
      return;
    event.preventDefault();
    if (command?.run) command.run();
    else if (command?.choices) overlay.set({ name: 'palette', commandId: command.id });
  };
}

export const handleKey = createKeyHandler();

export function useKeyboard(): void {
  useEffect(() => {
    window.addEventListener('keydown', handleKey);
    return () => window.removeEventListener('keydown', handleKey);
  }, []);
}
