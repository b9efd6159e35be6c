import type { TemplateValues } from '@switchboard/contracts';

/** Values by the name of their place: `header.1`, `body.2`, `button.0`. */
export type PlaceValues = Readonly<Record<string, string>>;

/** Only the places of this template, in the form in which they are sent. A place without a value is an empty text. */
export function toTemplateValues(places: readonly string[], values: PlaceValues): TemplateValues {
  const result: TemplateValues = { headerValues: [], bodyValues: [], buttonValues: {} };
  for (const place of places) {
    const [part, number] = place.split('.') as [string, string];
    const value = values[place] ?? '';
    if (part === 'button') {
      if (value) result.buttonValues[number] = value;
      continue;
    }
    const list = part === 'header' ? result.headerValues : result.bodyValues;
    const at = Number(number) - 1;
    while (list.length < at) list.push('');
    list[at] = value;
  }
  return result;
}

interface Worded {
  headerText: string | null;
  body: string | null;
  buttons: readonly { text: string; value: string | null }[];
}

/** What a place is called where it is filled in: by the words around it, as far as there are any. */
export function placeLabel(place: string, header: 'file' | 'text', template: Worded): string {
  const [part, number] = place.split('.') as [string, string];
  if (part === 'header') {
    if (header === 'file') return 'Address of the file (https)';
    return ['Header', inWords(template.headerText, number)].filter(Boolean).join(' · ');
  }
  if (part === 'button') {
    const button = template.buttons[Number(number)];
    const address = button?.value?.includes('{{') ? ` · ${button.value.replace(/^https?:\/\//, '')}` : '';
    return `Button “${button?.text ?? number}”${address}`;
  }
  return [`{{${number}}}`, inWords(template.body, number)].filter(Boolean).join(' · ');
}

const WORDS = 3;

/** A few words before and after a place, which stands there as `___`. */
function inWords(text: string | null, number: string): string | null {
  const [before, after] = (text ?? '').split(`{{${number}}}`, 2).map((side) => side.replaceAll(/\{\{\d+\}\}/g, '…'));
  if (before === undefined || after === undefined) return null;
  // Marks of WhatsApp, such as *bold*, are no words.
  const wordsOf = (side: string) =>
    side
      .replaceAll(/[*_~`]/g, '')
      .split(/\s+/)
      .filter(Boolean);
  const [lead, rest] = [wordsOf(before), wordsOf(after)];
  if (lead.length + rest.length === 0) return null;
  const near = [...lead.slice(-WORDS), '___', ...rest.slice(0, WORDS)].join(' ').replace(/___ (?=[.,;:!?)])/, '___');
  return `“${lead.length > WORDS ? '… ' : ''}${near}${rest.length > WORDS ? ' …' : ''}”`;
}
