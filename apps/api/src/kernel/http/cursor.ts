import { badField } from './app-error.ts';

/** A keyset cursor: the sort values of the last row, opaque to the caller. */
export function writeCursor(values: string[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url');
}

/** @throws AppError `bad_request` for a cursor we did not write. */
export function readCursor(cursor: string): [string, ...string[]] {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length > 0 && values.every((value) => typeof value === 'string')) {
      return values as [string, ...string[]];
    }
  } catch {
    // Falls through to the one answer for all that is not a cursor.
  }
  throw badField('query.cursor', 'is not a cursor of this list');
}
