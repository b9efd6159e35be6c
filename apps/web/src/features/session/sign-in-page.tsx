import { auth } from '@switchboard/contracts';
import { useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { query } from '../../lib/api.ts';
import { config } from '../../lib/config.ts';
import { authClient, session } from '../../lib/session.ts';
import { useStore } from '../../lib/store.ts';
import { AuthFrame } from './auth-frame.tsx';
import { NotAnAgent } from './not-an-agent.tsx';
import { PasswordForm } from './password-form.tsx';
import { SetupForm } from './setup-form.tsx';
import { useEnter } from './use-enter.ts';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  const { data: setup } = useSuspenseQuery(query(auth.setup, {}));
  const { redirect } = route.useSearch();
  const { token, ended } = useStore(session);
  const { enter, refusal, clear } = useEnter(redirect);

  // Coming back from Google, or signed in from another tab.
  useEffect(() => {
    if (token) void enter();
  }, [token, enter]);

  if (refusal?.code === 'not_an_agent') return <NotAnAgent email={refusal.email} onBack={clear} />;
  if (setup.needsFirstAdmin) {
    return (
      <AuthFrame title="Set up your portal" lead="You are the first one here. This account will own the portal.">
        <SetupForm />
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Sign in" lead={setup.organisation ? `to ${setup.organisation}` : undefined}>
      <div className="grid gap-4">
        {ended === 'expired' && !refusal && (
          <Notice look="info">Your session has ended. Sign in again to go on.</Notice>
        )}
        {refusal && <Notice look="error">{refusal.message}</Notice>}
        {setup.google && config().googleSignIn !== false && (
          <>
            <GoogleButton redirect={redirect} />
            <div className="flex items-center gap-3 text-xs text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
              or
            </div>
          </>
        )}
        <PasswordForm />
      </div>
    </AuthFrame>
  );
}

function GoogleButton({ redirect }: { redirect: string | undefined }) {
  const [problem, setProblem] = useState<string | null>(null);
  const go = async () => {
    setProblem(null);
    const client = await authClient();
    const back = new URL('/sign-in', location.origin);
    if (redirect) back.searchParams.set('redirect', redirect);
    const { error } = await client.signInWithOAuth({ provider: 'google', options: { redirectTo: back.href } });
    if (error) setProblem('Google sign-in could not be started. Try your password, or try again later.');
  };
  return (
    <>
      <Button size="lg" className="w-full" onClick={() => void go()}>
        <svg viewBox="0 0 18 18" className="size-4" aria-hidden>
          <path
            fill="#4285F4"
            d="M17.6 9.2c0-.6-.1-1.2-.2-1.7H9v3.3h4.8a4.1 4.1 0 0 1-1.8 2.7v2.2h2.9c1.7-1.6 2.7-3.9 2.7-6.5z"
          />
          <path fill="#34A853" d="M9 18c2.4 0 4.5-.8 6-2.2l-2.9-2.2a5.4 5.4 0 0 1-8.1-2.9h-3v2.3A9 9 0 0 0 9 18z" />
          <path fill="#FBBC05" d="M4 10.7a5.4 5.4 0 0 1 0-3.4V5H1a9 9 0 0 0 0 8z" />
          <path fill="#EA4335" d="M9 3.6c1.3 0 2.5.5 3.4 1.3l2.6-2.6A9 9 0 0 0 1 5l3 2.3A5.4 5.4 0 0 1 9 3.6z" />
        </svg>
        Continue with Google
      </Button>
      {problem && <Notice look="error">{problem}</Notice>}
    </>
  );
}
