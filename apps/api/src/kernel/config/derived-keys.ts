import { hkdfSync } from 'node:crypto';
import type { Environment } from './environment.ts';

/** Keys to sign with for one purpose: the first for writing, all for reading what was signed weeks ago. */
export function derivedKeys(
  { CREDENTIALS_KEY, CREDENTIALS_KEY_PREVIOUS }: Environment,
  purpose: string,
): [Buffer, ...Buffer[]] {
  const derived = (key: string) => Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', purpose, 32));
  return [derived(CREDENTIALS_KEY), ...(CREDENTIALS_KEY_PREVIOUS ? [derived(CREDENTIALS_KEY_PREVIOUS)] : [])];
}
