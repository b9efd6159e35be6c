import { Inject, Injectable } from '@nestjs/common';
import {
  createRemoteJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { AppError } from '../http/app-error.ts';

export interface VerifiedSession {
  authUserId: string;
  /** Lower case; whether it was verified, only Supabase can say. */
  email: string | null;
  sessionId: string | null;
  expiresAt: Date;
  /** How the person signed up, e.g. `google`; null when the token does not say. */
  provider: string | null;
}

/** Verifies Supabase access tokens: asymmetric ones by the project's JWKS, HS256 by the shared secret. */
@Injectable()
export class TokenVerifier {
  private readonly jwks: JWTVerifyGetKey;
  private readonly secret: Uint8Array | null;
  private readonly issuer: string;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.issuer = `${environment.SUPABASE_URL.replace(/\/$/, '')}/auth/v1`;
    const remote = createRemoteJWKSet(new URL(`${this.issuer}/.well-known/jwks.json`), { cacheMaxAge: 600_000 });
    this.jwks = (header, token) => remote(header, token).catch(explainKeys);
    this.secret = environment.SUPABASE_JWT_SECRET ? new TextEncoder().encode(environment.SUPABASE_JWT_SECRET) : null;
  }

  /** @throws AppError `unauthenticated` when the token is not ours, changed or expired. */
  async verify(token: string): Promise<VerifiedSession> {
    const payload = await this.payloadOf(token);
    if (!payload.sub || !payload.exp)
      throw new AppError('unauthenticated', 'The token says nothing about who it is for.');
    const appMetadata = (payload['app_metadata'] ?? {}) as { provider?: string };
    return {
      authUserId: payload.sub,
      email: (typeof payload['email'] === 'string' && payload['email'].toLowerCase()) || null,
      sessionId: typeof payload['session_id'] === 'string' ? payload['session_id'] : null,
      expiresAt: new Date(payload.exp * 1000),
      provider: appMetadata.provider ?? null,
    };
  }

  private async payloadOf(token: string): Promise<JWTPayload> {
    const options = { audience: 'authenticated', clockTolerance: 5 };
    try {
      const { alg } = decodeProtectedHeader(token);
      if (alg !== 'HS256') {
        const { payload } = await jwtVerify(token, this.jwks, {
          ...options,
          issuer: this.issuer,
          algorithms: ['ES256', 'RS256'],
        });
        return payload;
      }
      if (!this.secret) throw new AppError('unauthenticated', 'HS256 tokens need SUPABASE_JWT_SECRET on the server.');
      const { payload } = await jwtVerify(token, this.secret, { ...options, algorithms: ['HS256'] });
      // Supabase Lite names no issuer; the secret is this project's alone, so that one is not needed to know it.
      if (payload.iss !== undefined && payload.iss !== this.issuer)
        throw new AppError('unauthenticated', 'The token is of another project.');
      return payload;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof errors.JWTExpired) throw new AppError('unauthenticated', 'The token has expired.');
      throw new AppError('unauthenticated', 'The token is not valid here.', { cause: error });
    }
  }
}

/** Keys that cannot be fetched say nothing about the token. */
function explainKeys(error: unknown): never {
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout)) throw error;
  throw new AppError('unavailable', 'The sign-in service does not answer.', { retryAfter: 2, cause: error });
}
