/** A piece of a parameterised statement. Values never enter the text. */
export class Sql {
  readonly #strings: readonly string[];
  readonly #parts: readonly unknown[];

  constructor(strings: readonly string[], parts: readonly unknown[]) {
    this.#strings = strings;
    this.#parts = parts;
  }

  /** The statement with `$1`, `$2`, … as PostgreSQL and Kysely's `CompiledQuery.raw` take it. */
  compile(): { sql: string; parameters: unknown[] } {
    const parameters: unknown[] = [];
    return { sql: this.#write(parameters), parameters };
  }

  #write(parameters: unknown[]): string {
    return this.#strings.reduce((written, string, index) => {
      const part = this.#parts[index - 1];
      return written + (part instanceof Sql ? part.#write(parameters) : `$${parameters.push(part)}`) + string;
    });
  }
}

/** A statement or fragment: `${…}` is a parameter, or another fragment put in place. */
export function sql(strings: TemplateStringsArray, ...parts: unknown[]): Sql {
  return new Sql(strings, parts);
}

/** Text that is put in as it is: only for text that the code itself made. */
export function text(written: string): Sql {
  return new Sql([written], []);
}

/** Fragments with text between them; nothing for none. */
export function join(fragments: readonly Sql[], separator: string): Sql {
  const between = fragments.slice(1).map(() => separator);
  return fragments.length === 0 ? sql`` : new Sql(['', ...between, ''], fragments);
}
