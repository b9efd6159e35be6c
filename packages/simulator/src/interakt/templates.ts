import { InvalidInput } from '../people.ts';

/** A template as `GET /v1/public/track/organization/templates` lists it. */
export interface SimulatedTemplate {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly category: string;
  readonly header_format: string | null;
  readonly header: string | null;
  readonly body: string;
  readonly footer: string | null;
  /** The text of a JSON list, as Interakt has it. */
  readonly buttons: string | null;
  readonly approval_status: string;
}

const PAGE = 100;

/** The templates of the organisation. */
export class Templates {
  readonly #all: SimulatedTemplate[] = [];

  add(given: Pick<SimulatedTemplate, 'name' | 'body'> & Partial<SimulatedTemplate>): SimulatedTemplate {
    const template: SimulatedTemplate = {
      id: `template-${this.#all.length + 1}`,
      language: 'en',
      category: 'UTILITY',
      header_format: null,
      header: null,
      footer: null,
      buttons: null,
      approval_status: 'APPROVED',
      ...given,
    };
    this.#all.push(template);
    return template;
  }

  /** Approved ones from `offset` on, a hundred at most. */
  page(offset: number): readonly SimulatedTemplate[] {
    return this.#all.filter(({ approval_status }) => approval_status === 'APPROVED').slice(offset, offset + PAGE);
  }

  /**
   * The text that the phone shows.
   *
   * @returns null for a template that nobody made known here
   * @throws {InvalidInput} with Interakt's words when a value is missing
   */
  fill(name: string, language: string, values: readonly string[]): string | null {
    const template = this.#all.find((one) => one.name === name && one.language === language);
    if (!template) return null;
    const places = new Set([...template.body.matchAll(/\{\{(\d+)\}\}/g)].map(([, number]) => Number(number)));
    if (values.length !== places.size) {
      throw new InvalidInput(
        `Missing variable values for template's body, expected number of values are ${places.size}`,
      );
    }
    return template.body.replaceAll(/\{\{(\d+)\}\}/g, (_, number: string) => values[Number(number) - 1] ?? '');
  }
}
