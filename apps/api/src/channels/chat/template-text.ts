import type { TemplateButton, TemplatePreview, TemplateValues } from '@switchboard/contracts';

export interface TemplateText {
  headerFormat: string | null;
  headerText: string | null;
  body: string;
  footer: string | null;
  buttons: TemplateButton[];
}

const place = /\{\{\s*(\d{1,2})\s*\}\}/g;

/** What a template says with these values. A place without a value stays as it is written, and is named. */
export function fillTemplate(template: TemplateText, values: TemplateValues): TemplatePreview {
  const places: string[] = [];
  const missing: string[] = [];
  const need = (name: string, value: string | undefined): boolean => {
    if (!places.includes(name)) places.push(name);
    const isThere = value !== undefined && value.trim() !== '';
    if (!isThere && !missing.includes(name)) missing.push(name);
    return isThere;
  };
  const fill = (text: string, part: string, given: readonly string[]): string =>
    text.replaceAll(place, (whole, number: string) => {
      const value = given[Number(number) - 1];
      return need(`${part}.${Number(number)}`, value) ? value! : whole;
    });

  const { headerFormat, headerText } = template;
  const isFile = headerFormat !== null && headerFormat !== 'text';
  if (isFile) need('header.1', values.headerValues[0]);
  return {
    header: isFile ? (values.headerValues[0] ?? null) : headerText && fill(headerText, 'header', values.headerValues),
    text: fill(template.body, 'body', values.bodyValues),
    footer: template.footer,
    buttons: template.buttons.map((button, at) => {
      const name = `button.${at}`;
      const given = values.buttonValues[String(at)];
      if (button.kind === 'copy_code') return { ...button, value: need(name, given) ? given! : button.value };
      if (button.kind !== 'url' || !button.value?.match(place)) return button;
      return need(name, given) ? { ...button, value: button.value.replaceAll(place, () => given!) } : button;
    }),
    places,
    missing,
  };
}

/** Values beyond the places of a template: the provider would refuse them. */
export function surplusOf(places: readonly string[], values: TemplateValues): string[] {
  const known = new Set(places);
  return [
    ...values.headerValues.map((_, at) => `header.${at + 1}`),
    ...values.bodyValues.map((_, at) => `body.${at + 1}`),
    ...Object.keys(values.buttonValues).map((at) => `button.${at}`),
  ].filter((name) => !known.has(name));
}
