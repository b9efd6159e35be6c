/** The parts of a keyboard event that decide. */
export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}

/** A step must follow the one before within this time. */
const SEQUENCE_MS = 1200;

/**
 * The name of a key press as shortcuts are written: `e`, `shift+e`, `?`, `esc`, `enter`, `mod+k`. `mod` is ⌘ on a Mac
 * and Ctrl elsewhere. Null for a bare modifier and for combinations with Alt, which type letters.
 */
export function nameOf(press: KeyPress): string | null {
  const { key } = press;
  if (press.altKey || ['Shift', 'Control', 'Meta', 'Alt', 'CapsLock', 'Dead', 'Process', 'Unidentified'].includes(key))
    return null;
  const plain = key === 'Escape' ? 'esc' : key === ' ' ? 'space' : key.toLowerCase();
  const isLetter = /^\p{L}$/u.test(plain);
  // The shift that makes a `?` is part of the `?`.
  const shift = press.shiftKey && (isLetter || plain.length > 1);
  return `${press.ctrlKey || press.metaKey ? 'mod+' : ''}${shift ? 'shift+' : ''}${plain}`;
}

export interface KeyMatcher {
  /** The shortcut that this press completes, `pending` in the middle of a sequence, null when it means nothing. */
  press: (name: string, shortcuts: Iterable<string>, now: number) => string | null;
}

/** Understands single keys and sequences like `g i`. A press that does not continue a sequence stands for itself. */
export function createMatcher(): KeyMatcher {
  let begun = '';
  let at = -Infinity;
  return {
    press(name, shortcuts, now) {
      const known = [...shortcuts];
      const candidates = begun && now - at <= SEQUENCE_MS ? [`${begun} ${name}`, name] : [name];
      begun = '';
      for (const candidate of candidates) {
        if (known.includes(candidate)) return candidate;
        if (known.some((shortcut) => shortcut.startsWith(`${candidate} `))) {
          begun = candidate;
          at = now;
          return 'pending';
        }
      }
      return null;
    },
  };
}

const labels: Record<string, string> = {
  shift: '⇧',
  esc: 'Esc',
  enter: '↵',
  arrowup: '↑',
  arrowdown: '↓',
  space: 'Space',
};

/** The keys of a shortcut as shown on key caps: `mod+enter` → `['⌘', '↵']`, `g i` → `['G', 'I']`. */
export function keyCaps(shortcut: string, isMac: boolean): string[] {
  return shortcut
    .split(/[ +]/)
    .filter(Boolean)
    .map((key) => (key === 'mod' ? (isMac ? '⌘' : 'Ctrl') : (labels[key] ?? key.toUpperCase())));
}
