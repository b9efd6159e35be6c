import { ApiError, auth } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useCallback, useState } from 'react';
import { query } from '../../lib/api.ts';
import { explain } from '../../lib/errors.ts';
import { endSession, session } from '../../lib/session.ts';

interface Refusal {
  code: 'not_an_agent' | 'other';
  message: string;
  email: string;
}

/** The e-mail address inside an access token; only to tell people which account they used. */
function emailIn(token: string | null): string {
  try {
    const payload = token?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { email } = JSON.parse(atob(payload)) as { email?: unknown };
    return typeof email === 'string' ? email : '';
  } catch {
    return '';
  }
}

/** From a fresh session into the portal, or the reason why not. */
export function useEnter(redirect: string | undefined) {
  const router = useRouter();
  const cache = useQueryClient();
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const enter = useCallback(async () => {
    try {
      await cache.fetchQuery(query(auth.me, {}));
      // Only addresses of this site: a link must not carry somebody who signs in elsewhere.
      const target = redirect && /^\/(?![/\\])/.test(redirect) ? redirect : '/inbox';
      router.history.replace(target);
    } catch (error) {
      const email = emailIn(session.get().token);
      endSession(null);
      cache.clear();
      const code = error instanceof ApiError && error.code === 'not_an_agent' ? 'not_an_agent' : 'other';
      setRefusal({ code, message: explain(error), email });
    }
  }, [cache, redirect, router]);

  const clear = useCallback(() => setRefusal(null), []);
  return { enter, refusal, clear };
}
