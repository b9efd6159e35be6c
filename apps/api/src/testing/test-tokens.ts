import { randomUUID } from 'node:crypto';
import { SignJWT, type CryptoKey } from 'jose';

export interface TestClaims {
  /** The Supabase user. */
  userId: string;
  email: string;
  sessionId: string;
  /** Null for a token that names none, like those of Supabase Lite. */
  issuer: string | null;
  /** Seconds from now, negative for one that has expired. */
  expiresIn: number;
  provider: string;
  /** Signs instead of the project's secret. */
  key: { alg: string; kid?: string; key: CryptoKey | Uint8Array };
}

/** An access token as Supabase makes it, for the project at `url`. */
export function accessToken(project: { url: string; secret: string }, claims: Partial<TestClaims>): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { alg, kid, key } = claims.key ?? { alg: 'HS256', key: new TextEncoder().encode(project.secret) };
  const token = new SignJWT({
    email: claims.email ?? `${randomUUID()}@demo.test`,
    role: 'authenticated',
    session_id: claims.sessionId ?? randomUUID(),
    app_metadata: { provider: claims.provider ?? 'email' },
  })
    .setProtectedHeader({ alg, typ: 'JWT', ...(kid ? { kid } : {}) })
    .setSubject(claims.userId ?? randomUUID())
    .setAudience('authenticated')
    .setIssuedAt(now)
    .setExpirationTime(now + (claims.expiresIn ?? 3600));
  if (claims.issuer !== null) token.setIssuer(claims.issuer ?? `${project.url}/auth/v1`);
  return token.sign(key);
}
