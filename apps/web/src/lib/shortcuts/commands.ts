import { useEffect, useRef } from 'react';

export type CommandGroup = 'Conversation' | 'List' | 'Composer' | 'Go to' | 'View' | 'Help';

/** Something that can be done here and now: by its shortcut, from the palette, and listed in the help sheet. */
export interface Command {
  id: string;
  title: string;
  group: CommandGroup;
  /** As in `keymap.ts`: `e`, `shift+e`, `g i`. */
  keys?: string;
  /** Not offered by the palette, as it only makes sense with the keyboard. */
  keyboardOnly?: boolean;
  /** Further words to find it by. */
  keywords?: string;
  run?: () => void;
  /** A second step: what can be chosen, given what has been typed. */
  choices?: (text: string) => Choice[];
  /** What is typed is understood by `choices` itself, not matched against titles. */
  freeText?: boolean;
  placeholder?: string;
}

export interface Choice {
  id: string;
  title: string;
  hint?: string;
  selected?: boolean;
  run: () => void;
}

const registered = new Map<symbol, readonly Command[]>();

/** Every command of what is on the screen now; of two with the same id the one registered last counts. */
export function currentCommands(): Command[] {
  const byId = new Map<string, Command>();
  for (const commands of registered.values()) for (const command of commands) byId.set(command.id, command);
  return [...byId.values()];
}

/** Offers commands for as long as the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const owner = useRef(Symbol('commands'));
  useEffect(() => {
    registered.set(owner.current, commands);
  });
  useEffect(() => {
    const key = owner.current;
    return () => void registered.delete(key);
  }, []);
}
