import { Inject, Injectable } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { AppError } from '../http/app-error.ts';
import { Actor, type GrantRow } from './actor.ts';
import { API_TOKEN_PREFIX, hashToken } from './api-token.ts';
import { AuthRepository } from './auth.repository.ts';
import { SupabaseAuth } from './supabase-auth.ts';
import { TokenVerifier, type VerifiedSession } from './token-verifier.ts';

interface Rights {
  name: string;
  email: string;
  teamIds: string[];
  grants: GrantRow[];
}

const CACHE_MILLISECONDS = 3000;

/** Resolves a bearer token to an {@link Actor}. Rights are cached for three seconds, so a change cuts access within five. */
@Injectable()
export class ActorService {
  private readonly cache = new Map<string, { until: number; value: Promise<unknown> }>();

  constructor(
    private readonly verifier: TokenVerifier,
    private readonly supabase: SupabaseAuth,
    private readonly repository: AuthRepository,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** @throws AppError `unauthenticated` or `not_an_agent`. */
  async fromToken(token: string): Promise<Actor> {
    return token.startsWith(API_TOKEN_PREFIX) ? this.fromApiToken(token) : this.fromSession(token);
  }

  /** An agent for whom a job works: with the rights they have now. Null when they are an agent no longer. */
  async ofAgent(agentId: string): Promise<Actor | null> {
    const rights = await this.rightsOf(agentId);
    const expiresAt = new Date(Date.now() + CACHE_MILLISECONDS);
    return rights && new Actor({ agentId, ...rights, via: 'session', expiresAt });
  }

  /** Forgets all cached rights; called when somebody's rights, session or token changed. */
  forget(): void {
    this.cache.clear();
  }

  private async fromSession(token: string): Promise<Actor> {
    const session = await this.cached(`session:${token}`, () => this.verifier.verify(token));
    if (
      session.sessionId &&
      (await this.cached(`revoked:${session.sessionId}`, () => this.repository.isRevoked(session.sessionId!)))
    ) {
      throw new AppError('unauthenticated', 'This session was signed out.');
    }
    this.checkDomain(session.provider, session.email);
    const agentId = await this.cached(`user:${session.authUserId}`, () => this.agentBehind(session, token));
    const rights = agentId ? await this.rightsOf(agentId) : null;
    if (!agentId || !rights) {
      throw new AppError(
        'not_an_agent',
        `${session.email ?? 'This account'} is not an agent of this portal. Ask an admin to add you.`,
      );
    }
    return new Actor({
      agentId,
      ...rights,
      via: 'session',
      sessionId: session.sessionId,
      expiresAt: session.expiresAt,
    });
  }

  /** The agent of a Supabase user. At first sign-in they become the agent of their verified e-mail. */
  private async agentBehind(session: VerifiedSession, token: string): Promise<string | null> {
    const linked = await this.repository.agentOfUser(session.authUserId);
    if (linked) return linked;
    const user = await this.supabase.userOf(token);
    if (!user?.verifiedEmail || user.id !== session.authUserId) return null;
    this.checkDomain(user.provider, user.verifiedEmail);
    return this.repository.linkByEmail(user.id, user.verifiedEmail);
  }

  private async fromApiToken(token: string): Promise<Actor> {
    const hash = hashToken(token);
    const row = await this.cached(`token:${hash.toString('hex')}`, () => this.repository.useApiToken(hash));
    if (!row || row.revokedAt) throw new AppError('unauthenticated', 'The API token is not known or was revoked.');
    if (row.expiresAt <= new Date()) throw new AppError('unauthenticated', 'The API token has expired.');
    const rights = await this.rightsOf(row.agentId);
    if (!rights) throw new AppError('unauthenticated', 'The owner of this API token is no longer an agent.');
    return new Actor({
      agentId: row.agentId,
      ...rights,
      via: 'api_token',
      tokenId: row.id,
      tokenScopes: row.scopes,
      expiresAt: row.expiresAt,
    });
  }

  private rightsOf(agentId: string): Promise<Rights | null> {
    return this.cached(`rights:${agentId}`, () => this.repository.rightsOf(agentId));
  }

  private checkDomain(provider: string | null, email: string | null): void {
    if (provider !== 'google') return;
    const domain = email?.split('@').at(-1) ?? '';
    if (!this.environment.GOOGLE_SIGN_IN_DOMAINS.some((allowed) => allowed.toLowerCase() === domain)) {
      throw new AppError('not_an_agent', `Google sign-in is not open to ${domain || 'this account'}.`);
    }
  }

  private cached<T>(key: string, load: () => Promise<T>): Promise<T> {
    const hit = this.cache.get(key);
    if (hit && hit.until > Date.now()) return hit.value as Promise<T>;
    if (this.cache.size > 20_000) this.cache.clear();
    const value = load();
    this.cache.set(key, { until: Date.now() + CACHE_MILLISECONDS, value });
    value.catch(() => this.cache.delete(key));
    return value;
  }
}
