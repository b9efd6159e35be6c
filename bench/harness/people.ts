import { createHmac, randomUUID } from 'node:crypto';

/** Nothing listens here: tokens are signed by the shared secret, so nobody has to be asked. */
export const SUPABASE_URL = 'http://127.0.0.1:9';
export const JWT_SECRET = 'a-secret-that-only-benches-know-0123456789';

/** An access token as Supabase makes it, good for an hour. */
export function accessToken(person: { authUserId: string; email: string }): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const content = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({
    sub: person.authUserId,
    email: person.email,
    role: 'authenticated',
    session_id: randomUUID(),
    app_metadata: { provider: 'email' },
    aud: 'authenticated',
    iss: `${SUPABASE_URL}/auth/v1`,
    iat: now,
    exp: now + 3600,
  })}`;
  return `${content}.${createHmac('sha256', JWT_SECRET).update(content).digest('base64url')}`;
}
