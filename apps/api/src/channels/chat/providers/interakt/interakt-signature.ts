import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../../chat-provider.ts';

/**
 * Checks `Interakt-Signature: sha256=<hex HMAC-SHA256 of the raw bytes>`. Workflow call-backs of lower plans carry no
 * signature; those are known by `?secret=`.
 */
export function isSignedBy(secret: string, { headers, query, body }: WebhookRequest): boolean {
  const signature = headers['interakt-signature'] ?? headers['x-interakt-signature'];
  if (signature === undefined) return typeof query['secret'] === 'string' && isEqual(query['secret'], secret);
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature.trim().toLowerCase());
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Compares digests, so that neither content nor length of a secret shows in the time it takes. */
function isEqual(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHmac('sha256', 'compare').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
