import { ApiError } from '@switchboard/contracts';
import { plainWords } from './plain-words.ts';

const sentences = ({ details }: ApiError): string =>
  [...new Set(details.map(({ path, message }) => `${nameOf(path)}: ${plainWords(message)}`))].join(' ');

/** `body.imap.host` → `Host`, `body.webhookSecret` → `Webhook secret`. */
function nameOf(path: string): string {
  const last = path.split('.').findLast((part) => /\D/.test(part)) ?? path;
  const words = last.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What went wrong, in words for the person in front of the screen. */
export function explain(error: unknown): string {
  if (!(error instanceof ApiError)) {
    if (!navigator.onLine) return 'You are offline. Try again when the connection is back.';
    if (error instanceof TypeError || isTimeout(error))
      return 'The server cannot be reached. Check your connection and try again.';
    return 'The server answered something this page does not understand. Load the page again.';
  }
  switch (error.code) {
    case 'rate_limited':
      return error.retryAfter
        ? `Too many requests. Try again in ${error.retryAfter} seconds.`
        : 'Too many requests. Wait a moment and try again.';
    case 'internal':
      return `Something broke on our side.${error.requestId ? ` Quote ${error.requestId} when you report it.` : ''}`;
    case 'unavailable':
      return 'The server is starting or busy. Try again in a moment.';
    case 'forbidden':
      return 'Your role does not allow this.';
    case 'unauthenticated':
      return 'Your session has ended. Sign in again.';
    case 'too_large':
      return 'That is larger than the server takes.';
    case 'bad_request':
      return error.details.length > 0 ? sentences(error) : error.message;
    default:
      return error.message;
  }
}

/** True when trying the same again may work: nobody said no. */
export const isTemporary = (error: unknown): boolean =>
  !(error instanceof ApiError) || error.status >= 500 || error.code === 'rate_limited';

/** How long the server asks to wait before the next try, in milliseconds; null where it does not say. */
export const waitOf = (error: unknown): number | null =>
  error instanceof ApiError && error.retryAfter !== null ? error.retryAfter * 1000 : null;

const isTimeout = (error: unknown): boolean => error instanceof DOMException && error.name === 'TimeoutError';
