import pg from 'pg';

const { INT8, TIMESTAMPTZ } = pg.types.builtins;

/** Reads rows as they go into JSON: instants as ISO text, 64-bit integers as numbers. For lists, where it shows. */
export const jsonTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => {
    if (oid === TIMESTAMPTZ) return isoInstant;
    if (oid === INT8) return Number;
    return pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

const parseInstant = pg.types.getTypeParser(TIMESTAMPTZ) as (text: string) => Date;

/** PostgreSQL's `2026-11-20 09:30:00.12+00` as `2026-11-20T09:30:00.120Z`; what is not in UTC goes through a Date. */
export function isoInstant(text: string): string {
  if (text.length > 32 || !text.endsWith('+00') || text[10] !== ' ') return parseInstant(text).toISOString();
  const milliseconds = text.slice(20, -3).padEnd(3, '0').slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${milliseconds}Z`;
}
