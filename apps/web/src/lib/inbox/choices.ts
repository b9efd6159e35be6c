import type { InteractiveChoices } from '@switchboard/contracts';

export interface ChoiceRow {
  title: string;
  description: string;
  section: string;
}

/** A message with choices as it is being written. */
export interface ChoicesDraft {
  kind: 'buttons' | 'list';
  text: string;
  header: string;
  footer: string;
  buttons: readonly string[];
  /** What opens the list. */
  opener: string;
  rows: readonly ChoiceRow[];
}

/** WhatsApp's own limits, in characters; and how many there may be. */
export const choiceLimits = {
  text: 1024,
  header: 60,
  footer: 60,
  button: 20,
  buttons: 3,
  row: 24,
  description: 72,
  rows: 10,
} as const;

export const emptyRow: ChoiceRow = { title: '', description: '', section: '' };

export function newChoices(text: string): ChoicesDraft {
  return { kind: 'buttons', text, header: '', footer: '', buttons: ['', ''], opener: '', rows: [emptyRow, emptyRow] };
}

/** What is wrong, by the name of the field: `text`, `buttons.0`, `opener`, `rows.1.title`, … */
export function problemsOf(draft: ChoicesDraft): Readonly<Record<string, string>> {
  const problems: Record<string, string> = {};
  const check = (name: string, value: string, most: number, isNeeded = false) => {
    const { length } = value.trim();
    if (isNeeded && length === 0) problems[name] = 'Cannot be empty';
    else if (length > most) problems[name] = `At most ${most} characters; these are ${length}`;
  };
  check('text', draft.text, choiceLimits.text, true);
  check('header', draft.header, choiceLimits.header);
  check('footer', draft.footer, choiceLimits.footer);
  if (draft.kind === 'buttons') {
    draft.buttons.forEach((title, at) => check(`buttons.${at}`, title, choiceLimits.button, true));
    for (const at of repeated(draft.buttons)) problems[`buttons.${at}`] ??= 'Another button says the same';
    return problems;
  }
  check('opener', draft.opener, choiceLimits.button, true);
  const hasSections = draft.rows.some(({ section }) => section.trim() !== '');
  draft.rows.forEach(({ title, description, section }, at) => {
    check(`rows.${at}.title`, title, choiceLimits.row, true);
    check(`rows.${at}.description`, description, choiceLimits.description);
    check(`rows.${at}.section`, section, choiceLimits.row);
    if (hasSections && section.trim() === '') problems[`rows.${at}.section`] = 'Every row needs one, or none';
  });
  for (const at of repeated(draft.rows.map(({ title }) => title))) {
    problems[`rows.${at}.title`] ??= 'Another row says the same';
  }
  return problems;
}

/** As it is sent. */
export function choicesOf({ kind, buttons, opener, rows }: ChoicesDraft): InteractiveChoices {
  if (kind === 'buttons') return { buttons: buttons.map((title) => title.trim()) };
  return {
    list: {
      button: opener.trim(),
      rows: rows.map(({ title, description, section }) => ({
        title: title.trim(),
        description: description.trim() || null,
        section: section.trim() || null,
      })),
    },
  };
}

/** The places of values that stand further up already. */
function repeated(values: readonly string[]): number[] {
  const known = values.map((value) => value.trim());
  return known.flatMap((value, at) => (value !== '' && known.indexOf(value) < at ? [at] : []));
}
