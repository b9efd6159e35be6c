import type { AuthClient } from '@supabase/supabase-js';
import { config } from './config.ts';
import { readStored, writeStored } from './storage.ts';
import { createStore } from './store.ts';

/** supabase-js keeps its session under this key; we read it at once and load supabase-js only when it is needed. */
const STORAGE_KEY = 'switchboard.session';
/** A token this close to its end is renewed before it is used. */
const RENEW_BEFORE_MS = 45_000;

interface Stored {
  access_token: string;
  refresh_token: string;
  /** Seconds since 1970. */
  expires_at?: number;
}

export interface SessionState {
  token: string | null;
  expiresAt: number;
  /** Why somebody who was signed in no longer is. */
  ended: 'expired' | null;
}

const read = (): SessionState => {
  const stored = readStored(STORAGE_KEY) as Stored | null;
  if (!stored?.access_token) return { token: null, expiresAt: 0, ended: null };
  return { token: stored.access_token, expiresAt: (stored.expires_at ?? 0) * 1000, ended: null };
};

export const session = createStore<SessionState>(read());

type Auth = InstanceType<typeof AuthClient>;

let client: Promise<Auth> | null = null;

/** Supabase Auth, loaded when first asked for: it is not needed to show the inbox. */
export function authClient(): Promise<Auth> {
  client ??= import('@supabase/supabase-js').then(async ({ AuthClient: Client }) => {
    const { supabaseUrl, supabaseAnonKey } = config();
    const auth = new Client({
      url: `${supabaseUrl}/auth/v1`,
      headers: { apikey: supabaseAnonKey },
      storageKey: STORAGE_KEY,
      persistSession: true,
      autoRefreshToken: true,
      detectSessionInUrl: true,
      flowType: 'pkce',
    });
    auth.onAuthStateChange((event, current) => {
      if (current) {
        session.set({ token: current.access_token, expiresAt: (current.expires_at ?? 0) * 1000, ended: null });
      } else if (event === 'SIGNED_OUT') {
        session.set((before) => ({ token: null, expiresAt: 0, ended: before.token ? 'expired' : before.ended }));
      }
    });
    await auth.initialize();
    return auth;
  });
  client.catch(() => (client = null));
  return client;
}

/** True when coming back from Google: the session is still in the address. */
export const returnsFromProvider = (): boolean => new URLSearchParams(location.search).has('code');

/** The bearer token of the moment, renewed when it is about to end; null when signed out. */
export async function accessToken(): Promise<string | null> {
  const { token, expiresAt } = session.get();
  if (!token) return null;
  if (expiresAt - Date.now() > RENEW_BEFORE_MS) return token;
  const auth = await authClient();
  const { data } = await auth.getSession();
  return data.session?.access_token ?? session.get().token;
}

/** Asks for a new token although the old one looks good: the API refused it. Null when there is none to be had. */
export async function renewToken(): Promise<string | null> {
  const auth = await authClient();
  const { data, error } = await auth.refreshSession();
  if (data.session) return data.session.access_token;
  if (error && error.name === 'AuthRetryableFetchError') throw error;
  endSession('expired');
  return null;
}

/** Forgets the session in this browser. */
export function endSession(reason: SessionState['ended']): void {
  writeStored(STORAGE_KEY, null);
  session.set({ token: null, expiresAt: 0, ended: reason });
}
