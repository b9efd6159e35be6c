import { Inject, Injectable } from '@nestjs/common';
import type { AuthError, Session as SupabaseSession, User } from '@supabase/supabase-js';
import type { auth, Output } from '@switchboard/contracts';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { AppError } from '../http/app-error.ts';
import { supabaseClient } from './supabase.ts';

export type Session = Output<typeof auth.signIn>;

export interface SupabaseUser {
  id: string;
  /** Lower case; null unless the person has shown that it is theirs. */
  verifiedEmail: string | null;
  /** How the person signed up, e.g. `email` or `google`. */
  provider: string | null;
}

/** The sign-in service of the configured Supabase project. */
@Injectable()
export class SupabaseAuth {
  constructor(@Inject(ENVIRONMENT) private readonly environment: Environment) {}

  /** @throws AppError `bad_credentials` */
  async signIn(email: string, password: string): Promise<Session> {
    const { data, error } = await this.auth.signInWithPassword({ email, password });
    if (error) {
      rethrowOutage(error);
      throw new AppError('bad_credentials', undefined, { cause: error });
    }
    return toSession(data.session);
  }

  /**
   * Creates a person.
   *
   * @returns their session, or null when the project wants the address confirmed first
   * @throws AppError `unprocessable` with the reason, e.g. a weak password
   */
  async signUp(given: { email: string; password: string; name: string }): Promise<Session | null> {
    const { email, password, name } = given;
    const { data, error } = await this.auth.signUp({ email, password, options: { data: { name } } });
    if (error?.code === 'user_already_exists') return this.signIn(email, password);
    if (error) {
      rethrowOutage(error);
      throw new AppError('unprocessable', error.message, { cause: error });
    }
    return data.session ? toSession(data.session) : null;
  }

  /** @throws AppError `unauthenticated` */
  async refresh(refreshToken: string): Promise<Session> {
    const { data, error } = await this.auth.refreshSession({ refresh_token: refreshToken });
    if (error || !data.session) {
      if (error) rethrowOutage(error);
      throw new AppError('unauthenticated', 'The session has ended. Sign in again.', { cause: error });
    }
    return toSession(data.session);
  }

  /** Ends the session behind an access token; one that has ended already is no fault. */
  async signOut(accessToken: string): Promise<void> {
    const { error } = await this.auth.admin.signOut(accessToken, 'local');
    if (error) rethrowOutage(error);
  }

  /** Asks Supabase itself who a token is for: what a token says of its owner may be what the owner wrote there. */
  async userOf(accessToken: string): Promise<SupabaseUser | null> {
    const { data, error } = await this.auth.getUser(accessToken);
    if (error) {
      rethrowOutage(error);
      return null;
    }
    return toUser(data.user);
  }

  private get auth() {
    return supabaseClient(this.environment).auth;
  }
}

function toSession(session: SupabaseSession): Session {
  return {
    accessToken: session.access_token,
    refreshToken: session.refresh_token,
    expiresAt: new Date(Date.now() + session.expires_in * 1000).toISOString(),
    tokenType: 'bearer',
  };
}

function toUser(user: User): SupabaseUser {
  return {
    id: user.id,
    verifiedEmail: (user.email_confirmed_at && user.email?.toLowerCase()) || null,
    provider: user.app_metadata.provider ?? null,
  };
}

function rethrowOutage(error: AuthError): void {
  if (error.status === 429) {
    throw new AppError('rate_limited', 'The sign-in service asks for a pause.', { retryAfter: 30, cause: error });
  }
  if (error.name === 'AuthRetryableFetchError' || (error.status ?? 0) >= 500) {
    throw new AppError('unavailable', 'The sign-in service does not answer.', { retryAfter: 5, cause: error });
  }
}
