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

/** What a place is called where it is filled in. */
export function placeLabel(place: string, header: 'file' | 'text', buttons: readonly { text: string }[]): string {
  const [part, number] = place.split('.') as [string, string];
  if (part === 'header') return header === 'file' ? 'Address of the file (https)' : 'Header';
  if (part === 'button') return `Button “${buttons[Number(number)]?.text ?? number}”`;
  return `{{${number}}}`;
}
