import { sql, type Kysely } from 'kysely';
import type { DB } from './db.generated.ts';

/** A value as JSON carries it into a column of any type. */
export type Cell = string | number | boolean | null | Date | Buffer | readonly unknown[] | object;

/**
 * Inserts rows by one statement with one parameter: its text is the same for any number of rows, so PostgreSQL keeps its
 * plan. All rows have the keys of the first; columns without a key get their default.
 */
export async function insertRows<T extends keyof DB>(
  db: Kysely<Pick<DB, T>>,
  table: T,
  rows: readonly Record<string, Cell>[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first);
  const json = rows.map((row) => Object.fromEntries(columns.map((key) => [snake(key), asJson(row[key])])));
  const names = sql.join(columns.map((key) => sql.ref(key)));
  await sql`
    insert into ${sql.table(table)} (${names})
    select ${names} from jsonb_populate_recordset(null::${sql.table(table)}, ${JSON.stringify(json)}::jsonb)`.execute(
    db,
  );
}

function asJson(cell: Cell | undefined): unknown {
  if (Buffer.isBuffer(cell)) return `\\x${cell.toString('hex')}`;
  // Half a character is none: PostgreSQL would refuse the whole statement.
  return typeof cell === 'string' ? cell.toWellFormed() : (cell ?? null);
}

function snake(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
