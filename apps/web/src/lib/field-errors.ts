import { ApiError } from '@switchboard/contracts';

/** What the server says about one field of a form; undefined where it says nothing. */
export const fieldError = (error: unknown, field: string): string | undefined =>
  error instanceof ApiError ? error.details.find(({ path }) => path === `body.${field}`)?.message : undefined;
