import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import type { Environment } from '../config/environment.ts';

const TIMEOUT_MILLISECONDS = 15_000;

/** A server-side client: nothing is persisted and no session is shared between callers. */
export function supabaseClient(environment: Environment, key = environment.SUPABASE_ANON_KEY): SupabaseClient {
  return createClient(environment.SUPABASE_URL, key, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: {
      fetch: (input, init) => {
        const limit = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
        return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, limit]) : limit });
      },
    },
  });
}
