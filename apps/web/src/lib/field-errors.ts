import { ApiError } from '@switchboard/contracts';
import { plainWords } from './plain-words.ts';

/** What the server says about one field of a form; undefined where it says nothing. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  const detail = error.details.find(({ path }) => path === `body.${field}`);
  return detail && plainWords(detail.message);
}
