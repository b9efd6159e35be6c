import { LoaderCircle } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Field } from '../../components/ui/field.tsx';
import { authClient } from '../../lib/session.ts';
import { useOnce } from '../../lib/use-once.ts';

interface AuthProblem {
  name?: string;
  status?: number | undefined;
  code?: string | undefined;
}

const wordsFor = ({ name, status, code }: AuthProblem): string => {
  if (code === 'invalid_credentials' || status === 400) return 'E-mail and password do not match.';
  if (code === 'email_not_confirmed') return 'Confirm your e-mail address first: we sent you a link.';
  if (status === 429) return 'Too many attempts. Wait a minute and try again.';
  if (name === 'AuthRetryableFetchError' || !status)
    return 'The server cannot be reached. Check your connection and try again.';
  return 'Signing in did not work. Try again in a moment.';
};

export function PasswordForm() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useOnce({
    mutationFn: async () => {
      const client = await authClient();
      const { error } = await client.signInWithPassword({ email: email.trim(), password });
      if (error) throw error;
    },
    onError: () => setPassword(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {signIn.error && <Notice look="error">{wordsFor(signIn.error)}</Notice>}
      <Field
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <Field
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <Button type="submit" look="primary" size="lg" disabled={signIn.isPending}>
        {signIn.isPending && <LoaderCircle className="size-4 animate-spin" />}
        {signIn.isPending ? 'Signing in' : 'Sign in'}
      </Button>
    </form>
  );
}
