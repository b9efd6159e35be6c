import { ForbiddenAddressError, OutboundError, TooManyBytesError } from '../../kernel/net/outbound-http.ts';

export const LARGEST_BYTES = 33_554_432;

/** Seconds before the second try, the third, and so on: 17 minutes in all. */
const waits = [5, 20, 60, 300, 640];

interface MediaFailure {
  /** For an agent to read. */
  reason: string;
  /** Trying again by itself is of no use. */
  isFinal: boolean;
  /** Nor by hand. */
  isGone: boolean;
}

/** The other side answered, but not with the file. */
export class MediaRefused extends Error {
  constructor(
    message: string,
    readonly isFinal: boolean,
    readonly isGone = false,
  ) {
    super(message);
  }
}

/** Seconds until the next try after so many; null when it is time to give up. */
export function waitAfter(attempts: number): number | null {
  return waits[attempts - 1] ?? null;
}

/** What an answer means for a file that was asked for; null when the file is in it. */
export function refusalOf(status: number, bytes: number): MediaRefused | null {
  if (status === 404 || status === 410) return new MediaRefused('WhatsApp no longer has it', true, true);
  if (status === 429 || status >= 500) return new MediaRefused(`WhatsApp is busy (${status})`, false);
  if (status === 401 || status === 403) return new MediaRefused(`its address is not valid any more (${status})`, true);
  if (status !== 200) return new MediaRefused(`WhatsApp answered ${status} instead of giving it out`, true);
  return bytes === 0 ? new MediaRefused('it came empty', false) : null;
}

export function failureOf(error: Error): MediaFailure {
  if (error instanceof MediaRefused) {
    const { message: reason, isFinal, isGone } = error;
    return { reason, isFinal, isGone };
  }
  if (error instanceof ForbiddenAddressError) {
    return { reason: 'its address is not on the public internet', isFinal: true, isGone: false };
  }
  if (error instanceof TooManyBytesError) {
    return { reason: `it is larger than ${LARGEST_BYTES / 1_048_576} MB`, isFinal: true, isGone: false };
  }
  if (error instanceof OutboundError) return { reason: 'WhatsApp cannot be reached', isFinal: false, isGone: false };
  return { reason: 'it could not be stored', isFinal: false, isGone: false };
}
