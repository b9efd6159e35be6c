import { randomUUID } from 'node:crypto';
import { SignJWT, type CryptoKey } from 'jose';

export const TEST_JWT_SECRET = 'a-secret-that-only-tests-know-0123456789';

export interface TestClaims {
  /** The Supabase user. */
  userId: string;
  email: string;
  sessionId: string;
  issuer: string;
  /** Seconds from now, negative for one that has expired. */
  expiresIn: number;
  emailVerified: boolean;
  provider: string;
  /** Signs instead of {@link TEST_JWT_SECRET}. */
  key: { alg: string; kid?: string; key: CryptoKey | Uint8Array };
}

/** An access token as Supabase makes it, for the project at `supabaseUrl`. */
export function accessToken(supabaseUrl: string, claims: Partial<TestClaims>): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { alg, kid, key } = claims.key ?? { alg: 'HS256', key: new TextEncoder().encode(TEST_JWT_SECRET) };
  return new SignJWT({
    email: claims.email ?? `${randomUUID()}@demo.test`,
    role: 'authenticated',
    session_id: claims.sessionId ?? randomUUID(),
    app_metadata: { provider: claims.provider ?? 'email' },
    user_metadata: { email_verified: claims.emailVerified ?? true },
  })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid ? { kid } : {}) })
    .setSubject(claims.userId ?? randomUUID())
    .setAudience('authenticated')
    .setIssuer(claims.issuer ?? `${supabaseUrl}/auth/v1`)
    .setIssuedAt(now)
    .setExpirationTime(now + (claims.expiresIn ?? 3600))
    .sign(key);
}
