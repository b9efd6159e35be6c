import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { AppError } from '../http/app-error.ts';

export interface VerifiedSession {
  authUserId: string;
  email: string | null;
  emailVerified: boolean;
  sessionId: string | null;
  expiresAt: Date;
  /** How the person signed in, e.g. `google`; null when the token does not say. */
  provider: string | null;
  name: string | null;
}

/** Verifies Supabase access tokens: asymmetric ones by the project's JWKS, HS256 by the shared secret. */
@Injectable()
export class TokenVerifier {
  private readonly jwks: JWTVerifyGetKey;
  private readonly secret: Uint8Array | null;
  private readonly issuer: string;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.issuer = `${environment.SUPABASE_URL.replace(/\/$/, '')}/auth/v1`;
    this.jwks = createRemoteJWKSet(new URL(`${this.issuer}/.well-known/jwks.json`), { cacheMaxAge: 600_000 });
    this.secret = environment.SUPABASE_JWT_SECRET ? new TextEncoder().encode(environment.SUPABASE_JWT_SECRET) : null;
  }

  /** @throws AppError `unauthenticated` when the token is not ours, changed or expired. */
  async verify(token: string): Promise<VerifiedSession> {
    const payload = await this.payloadOf(token);
    if (!payload.sub || !payload.exp) throw new AppError('unauthenticated', 'The token says nothing about who it is for.');
    const appMetadata = (payload['app_metadata'] ?? {}) as { provider?: string };
    const userMetadata = (payload['user_metadata'] ?? {}) as { email_verified?: boolean; full_name?: string; name?: string };
    const email = typeof payload['email'] === 'string' ? payload['email'].toLowerCase() : null;
    return {
      authUserId: payload.sub,
      email: email || null,
      // Supabase issues tokens with an e-mail only once it is confirmed, unless confirmation was switched off.
      emailVerified: Boolean(email) && userMetadata.email_verified !== false,
      sessionId: typeof payload['session_id'] === 'string' ? payload['session_id'] : null,
      expiresAt: new Date(payload.exp * 1000),
      provider: appMetadata.provider ?? null,
      name: userMetadata.full_name ?? userMetadata.name ?? null,
    };
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const options = { audience: 'authenticated', issuer: this.issuer, clockTolerance: 5 };
    try {
      const { alg } = decodeProtectedHeader(token);
      if (alg === 'HS256') {
        if (!this.secret) throw new AppError('unauthenticated', 'HS256 tokens need SUPABASE_JWT_SECRET on the server.');
        return (await jwtVerify(token, this.secret, { ...options, algorithms: ['HS256'] })).payload;
      }
      return (await jwtVerify(token, this.jwks, { ...options, algorithms: ['ES256', 'RS256'] })).payload;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof errors.JWTExpired) throw new AppError('unauthenticated', 'The token has expired.');
      if (error instanceof errors.JWKSTimeout) throw new AppError('unavailable', 'The sign-in service does not answer.', { retryAfter: 2 });
      throw new AppError('unauthenticated', 'The token is not valid here.', { cause: error });
    }
  }
}
