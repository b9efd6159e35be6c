import { createHash, randomBytes } from 'node:crypto';

/** Tells a personal API token from an access token of Supabase. */
export const API_TOKEN_PREFIX = 'swb_';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** What 32 bytes take in base 62. */
const DIGITS = 43;

/** A new token: 32 random bytes in base 62, so that a double click selects all of it. */
export function newApiToken(): string {
  let number = BigInt(`0x${randomBytes(32).toString('hex')}`);
  let digits = '';
  for (let index = 0; index < DIGITS; index += 1) {
    digits = ALPHABET.charAt(Number(number % 62n)) + digits;
    number /= 62n;
  }
  return API_TOKEN_PREFIX + digits;
}

/** What is kept of a token. It is random, so a plain hash cannot be searched back. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
