import { createMatcher, keyCaps, nameOf, type KeyPress } from './keymap.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('nameOf', () => {
  it.each([
    [press('e'), 'e'],
    [press('E', { shiftKey: true }), 'shift+e'],
    [press('?', { shiftKey: true }), '?'],
    [press('k', { metaKey: true }), 'mod+k'],
    [press('k', { ctrlKey: true }), 'mod+k'],
    [press('Enter', { ctrlKey: true, shiftKey: true }), 'mod+shift+enter'],
    [press('Escape'), 'esc'],
    [press('/'), '/'],
    [press('Shift', { shiftKey: true }), null],
    [press('ł', { altKey: true }), null],
    [press('Process'), null],
  ])('names %j', (given, expected) => {
    expect(nameOf(given)).toBe(expected);
  });
});

describe('createMatcher', () => {
  const shortcuts = ['e', 'i', 'u', 'g i', 'g u', 'shift+e'];

  it('matches single keys', () => {
    const { press: feed } = createMatcher();
    expect(feed('e', shortcuts, 0)).toBe('e');
    expect(feed('shift+e', shortcuts, 0)).toBe('shift+e');
    expect(feed('x', shortcuts, 0)).toBeNull();
  });

  it('matches sequences before the single key they end with', () => {
    const { press: feed } = createMatcher();
    expect(feed('g', shortcuts, 0)).toBe('pending');
    expect(feed('i', shortcuts, 300)).toBe('g i');
    expect(feed('i', shortcuts, 400)).toBe('i');
  });

  it('forgets a sequence that is not finished in time', () => {
    const { press: feed } = createMatcher();
    feed('g', shortcuts, 0);
    expect(feed('i', shortcuts, 5000)).toBe('i');
  });

  it('takes a key that does not continue a sequence for itself', () => {
    const { press: feed } = createMatcher();
    feed('g', shortcuts, 0);
    expect(feed('e', shortcuts, 100)).toBe('e');
    feed('g', shortcuts, 200);
    expect(feed('g', shortcuts, 300)).toBe('pending');
  });
});

describe('keyCaps', () => {
  it('shows keys as they stand on the keyboard', () => {
    expect(keyCaps('mod+enter', true)).toEqual(['⌘', '↵']);
    expect(keyCaps('mod+k', false)).toEqual(['Ctrl', 'K']);
    expect(keyCaps('shift+e', true)).toEqual(['⇧', 'E']);
    expect(keyCaps('g i', true)).toEqual(['G', 'I']);
  });
});
