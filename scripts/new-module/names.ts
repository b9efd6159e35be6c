/** The forms in which a module's name is written. */
export interface Names {
  /** `refundRequests`, `RefundRequests`, `refundRequest`, `RefundRequest` */
  readonly names: string;
  readonly Names: string;
  readonly name: string;
  readonly Name: string;
  /** `refund-requests`, `refund-request` */
  readonly 'file-names': string;
  readonly 'file-name': string;
  /** `refund_requests`, `refund_request` */
  readonly table_names: string;
  readonly table_name: string;
  /** `refund requests`, `refund request` */
  readonly words: string;
  readonly word: string;
}

/**
 * All forms of a name.
 *
 * @param given the plural in kebab-case, `refund-requests`
 * @throws when it is not one
 */
export function namesOf(given: string): Names {
  if (!/^[a-z][a-z0-9]*(-[a-z][a-z0-9]*)*$/.test(given)) {
    throw new Error(`"${given}" is not a name in kebab-case, such as refund-requests`);
  }
  const plural = given.split('-');
  const singular = [...plural.slice(0, -1), singularOf(plural.at(-1) ?? '')];
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const pascal = (words: string[]) => words.map(capital).join('');
  const camel = ([first = '', ...rest]: string[]) => first + pascal(rest);
  return {
    names: camel(plural),
    Names: pascal(plural),
    name: camel(singular),
    Name: pascal(singular),
    'file-names': plural.join('-'),
    'file-name': singular.join('-'),
    table_names: plural.join('_'),
    table_name: singular.join('_'),
    words: plural.join(' '),
    word: singular.join(' '),
  };
}

function singularOf(word: string): string {
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/(?:s|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (/[^s]s$/.test(word)) return word.slice(0, -1);
  throw new Error(`"${word}" is not a plural: a module is named after its many things, such as macros`);
}

/** Fills `{{names}}`, `{{Name}}`, … in a template. @throws for a form that does not exist. */
export function fill(template: string, names: Names): string {
  return template.replaceAll(/\{\{([\w-]+)\}\}/g, (_, form: string) => {
    if (!(form in names)) throw new Error(`There is no form {{${form}}} of a name`);
    return names[form as keyof Names];
  });
}
