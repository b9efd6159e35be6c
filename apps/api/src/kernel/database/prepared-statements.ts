import type { PoolClient } from 'pg';

const MOST = 300;

/**
 * Lets PostgreSQL keep the plans of short, frequent statements: the point look-ups and writes of the hot paths cost
 * half as much when they are not parsed and planned each time. Lists keep being planned for their values, unless their
 * repository knows that one plan fits all and asks for it.
 */
export class PreparedStatements {
  private readonly names = new Map<string, string>();

  /** Makes a fresh connection send such statements by name. */
  apply(client: PoolClient): void {
    const send = client.query.bind(client) as (...args: unknown[]) => unknown;
    const prepared = (text: unknown, values?: unknown, ...rest: unknown[]) => {
      const fits = typeof text === 'string' && Array.isArray(values) && values.length > 0;
      const name = fits && (this.names.has(text) || !isList(text)) ? this.nameOf(text) : null;
      return name ? send({ name, text, values }, ...rest) : send(text, values, ...rest);
    };
    client.query = prepared as typeof client.query;
  }

  /** The name a statement goes by on every connection; null when there are too many already. */
  nameOf(text: string): string | null {
    const known = this.names.get(text);
    if (known) return known;
    if (this.names.size >= MOST) return null;
    const name = `s${this.names.size}`;
    this.names.set(text, name);
    return name;
  }
}

/** Ordered as a whole; an order within brackets is that of a few values of one row. */
function isList(text: string): boolean {
  return /\border by\b[^)]*$/i.test(text) && !/ limit 1\b/i.test(text);
}
