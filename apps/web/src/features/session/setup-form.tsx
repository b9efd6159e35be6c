import { ApiError, auth } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Field } from '../../components/ui/field.tsx';
import { call, keyOf } from '../../lib/api.ts';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { authClient } from '../../lib/session.ts';
import { useOnce } from '../../lib/use-once.ts';

const MIN_PASSWORD = 8;

/** Makes the first owner of an empty portal. */
export function SetupForm() {
  const cache = useQueryClient();
  const [form, setForm] = useState({ organisation: '', name: '', email: '', password: '' });
  const field = (name: keyof typeof form) => ({
    name,
    required: true,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });
  const create = useOnce({
    mutationFn: async () => {
      await call(auth.createFirstAdmin, { body: form });
      const client = await authClient();
      const { error } = await client.signInWithPassword({ email: form.email.trim(), password: form.password });
      // The portal is there all the same: the page to sign in takes over.
      if (error) await cache.invalidateQueries({ queryKey: keyOf(auth.setup) });
    },
    onError: (error) => {
      // Somebody else was first: show them the way to sign in.
      if (error instanceof ApiError && error.code === 'conflict') {
        void cache.invalidateQueries({ queryKey: keyOf(auth.setup) });
      }
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {create.error && <Notice look="error">{explain(create.error)}</Notice>}
      <Field
        label="Organisation"
        autoComplete="organization"
        autoFocus
        {...field('organisation')}
        error={fieldError(create.error, 'organisation')}
      />
      <Field label="Your name" autoComplete="name" {...field('name')} error={fieldError(create.error, 'name')} />
      <Field
        label="E-mail"
        type="email"
        autoComplete="username"
        {...field('email')}
        error={fieldError(create.error, 'email')}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD}
        hint={`At least ${MIN_PASSWORD} characters.`}
        {...field('password')}
        error={fieldError(create.error, 'password')}
      />
      <Button type="submit" look="primary" size="lg" disabled={create.isPending}>
        {create.isPending && <LoaderCircle className="size-4 animate-spin" />}
        Create the portal
      </Button>
    </form>
  );
}
