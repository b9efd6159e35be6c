import { Inject, Injectable, Logger } from '@nestjs/common';
import { permissions, type auth, type Input, type Me, type Output } from '@switchboard/contracts';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { Database } from '../database/database.ts';
import { EventLog } from '../events/event-log.ts';
import { AppError, found } from '../http/app-error.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import { AccountRepository } from './account.repository.ts';
import type { Actor } from './actor.ts';
import { ActorService } from './actor.service.ts';
import { SupabaseAuth, type Session } from './supabase-auth.ts';

/** Longer than any access token lives: a refresh token that Supabase failed to end would bring the session back. */
const REVOKED_FOR_MILLISECONDS = 30 * 24 * 3_600_000;

/** Signing in and out, and what people may change about themselves. */
@Injectable()
export class AuthService {
  private readonly logger = new Logger('Auth');

  constructor(
    private readonly supabase: SupabaseAuth,
    private readonly actors: ActorService,
    private readonly repository: AccountRepository,
    private readonly database: Database,
    private readonly events: EventLog,
    private readonly limiter: RateLimiter,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async setup(): Promise<Output<typeof auth.setup>> {
    const [hasAgents, organisation] = await Promise.all([
      this.repository.hasAgents(),
      this.repository.organisationName(),
    ]);
    return { needsFirstAdmin: !hasAgents, google: this.environment.GOOGLE_SIGN_IN_DOMAINS.length > 0, organisation };
  }

  /** Only while there is no agent; of two at the same moment, one wins. */
  async createFirstAdmin(given: Input<typeof auth.createFirstAdmin>['body'], address: string): Promise<Session> {
    const { organisation, name, email, password } = given;
    await this.limiter.take('signInAddress', address);
    const session = await this.database.transaction(async () => {
      await this.repository.lockFirstAdmin();
      if (await this.repository.hasAgents()) {
        throw new AppError('conflict', 'This portal has its first admin already. Ask them to add you.');
      }
      const opened = await this.supabase.signUp({ email, password, name });
      const agentId = await this.repository.createOwner({ name, email });
      await this.repository.renameOrganisation(organisation);
      await this.events.append(
        { type: 'agent.created', payload: { agentId }, agentId },
        { type: 'agent.access_changed', payload: { agentId }, agentId },
      );
      return opened;
    });
    this.actors.forget();
    if (!session) {
      throw new AppError('unprocessable', `Confirm ${email} by the mail that was sent there, then sign in.`);
    }
    await this.actors.fromToken(session.accessToken);
    return session;
  }

  /**
   * Failures are counted per account and per address, whether or not there is such an account.
   *
   * @throws AppError `bad_credentials`, `not_an_agent` or `rate_limited`
   */
  async signIn(email: string, password: string, address: string): Promise<Session> {
    await this.limiter.take('signInAddress', address);
    await this.limiter.take('signIn', email);
    const session = await this.supabase.signIn(email, password).catch(async (error: unknown) => {
      const ours = !(error instanceof AppError) || error.code !== 'bad_credentials';
      if (ours) await this.forgive(email, address);
      throw error;
    });
    await this.forgive(email, address);
    await this.actors.fromToken(session.accessToken);
    return session;
  }

  async refresh(refreshToken: string): Promise<Session> {
    const session = await this.supabase.refresh(refreshToken);
    await this.actors.fromToken(session.accessToken);
    return session;
  }

  /** Ends the session here at once, open sockets included, and at Supabase. */
  async signOut(actor: Actor, accessToken: string): Promise<void> {
    requireSession(actor, 'An API token has no session: revoke it instead.');
    const { sessionId } = actor;
    if (sessionId) {
      await this.database.transaction(async () => {
        await this.repository.revokeSession(sessionId, new Date(Date.now() + REVOKED_FOR_MILLISECONDS));
        await this.events.append({
          type: 'session.revoked',
          payload: { sessionId, tokenId: null },
          agentId: actor.agentId,
        });
      });
      this.actors.forget();
    }
    await this.supabase.signOut(accessToken).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'A session ended here but not at Supabase');
    });
  }

  async me(actor: Actor): Promise<Me> {
    const { roles, ...agent } = found(await this.repository.profileOf(actor.agentId), 'agent');
    return {
      agent: { ...agent, availability: agent.availability as Me['agent']['availability'] },
      roles,
      permissions: permissions.flatMap((permission) => {
        const scope = actor.scopeOf(permission);
        return scope ? [{ permission, scope }] : [];
      }),
      via: actor.via,
    };
  }

  async updateMe(actor: Actor, change: Input<typeof auth.updateMe>['body']): Promise<Me> {
    requireSession(actor, 'An API token cannot change who its owner is.');
    await this.repository.update(actor.agentId, change);
    this.actors.forget();
    return this.me(actor);
  }

  private async forgive(email: string, address: string): Promise<void> {
    await this.limiter.giveBack('signInAddress', address);
    await this.limiter.reset('signIn', email);
  }
}

/** @throws AppError `forbidden` for API tokens: no scope of theirs covers it. */
export function requireSession(actor: Actor, message: string): void {
  if (actor.via !== 'session') throw new AppError('forbidden', message);
}
