/** Makes a payload of what it shall run and where it shall call. */
export type Make = (run: string, call: string) => string;

/** The same text, as an HTML parser reads it. */
export const entities = (text: string) => [...text].map((char) => `&#${char.codePointAt(0)};`).join('');
export const hexEntities = (text: string) =>
  [...text].map((char) => `&#x${char.codePointAt(0)!.toString(16)};`).join('');
export const padded = (text: string) =>
  [...text].map((char) => `&#${String(char.codePointAt(0)).padStart(7, '0')}`).join('');
export const base64 = (text: string) => Buffer.from(text).toString('base64');
