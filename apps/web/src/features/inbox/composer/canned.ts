import type { ReplyTemplate } from '@switchboard/contracts';

/** What is typed after a slash that begins a word, up to the caret. */
const TYPED = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u;

/** The search for a canned response that is under way at the caret; null for none. */
export function cannedSearch(text: string, caret: number): string | null {
  return TYPED.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those that fit what was typed, the best first: by shortcut, then by the beginning of a word of the title. */
export function fittingTemplates(templates: readonly ReplyTemplate[], typed: string): ReplyTemplate[] {
  const wanted = typed.toLowerCase();
  const rank = ({ shortcut, title }: ReplyTemplate): number => {
    if (shortcut?.startsWith(wanted)) return 0;
    const words = title.toLowerCase().split(/\s+/);
    if (words.some((word) => word.startsWith(wanted))) return 1;
    return title.toLowerCase().includes(wanted) ? 2 : 3;
  };
  return templates
    .map((template) => ({ template, rank: rank(template) }))
    .filter((entry) => entry.rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ template }) => template);
}

/** The text with what was typed after the slash, and the slash, in favour of `inserted`; and where the caret goes. */
export function withCanned(
  text: string,
  caret: number,
  typed: string,
  inserted: string,
): { text: string; caret: number } {
  const start = caret - typed.length - 1;
  return { text: text.slice(0, start) + inserted + text.slice(caret), caret: start + inserted.length };
}
