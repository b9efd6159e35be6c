import { errorCatalogue, type ErrorCode, type ErrorDetail } from '@switchboard/contracts';

/** An error of the catalogue, thrown anywhere and answered by the one exception filter. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetail[] | undefined;
  /** Seconds after which a retry makes sense; becomes `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message?: string,
    more: { details?: ErrorDetail[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(message ?? errorCatalogue[code].means, { cause: more.cause });
    this.name = 'AppError';
    this.code = code;
    this.details = more.details;
    this.retryAfter = more.retryAfter;
  }

  get status(): number {
    return errorCatalogue[this.code].status;
  }
}

/** 404 in the words of the thing that is missing. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}, or none that you may see.`);
}

/** Gives `value` back, or throws 404. */
export function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw notFound(what);
  return value;
}

/** 400 that names one bad field. */
export function badField(path: string, message: string): AppError {
  return new AppError('bad_request', `${path}: ${message}`, { details: [{ path, message }] });
}
