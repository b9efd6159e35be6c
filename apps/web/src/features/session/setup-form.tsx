import { ApiError, auth } from '@switchboard/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { LoaderCircle } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Field } from '../../components/ui/field.tsx';
import { call, keyOf } from '../../lib/api.ts';
import { explain } from '../../lib/errors.ts';
import { adoptSession } from '../../lib/session.ts';

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
  const create = useMutation({
    mutationFn: async () => {
      const session = await call(auth.createFirstAdmin, { body: form });
      await adoptSession(session);
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
  const fieldError = (name: string): string | undefined =>
    create.error instanceof ApiError
      ? create.error.details.find(({ path }) => path === `body.${name}`)?.message
      : undefined;
  return (
    <form onSubmit={submit} className="grid gap-4">
      {create.error && <Notice look="error">{explain(create.error)}</Notice>}
      <Field
        label="Organisation"
        autoComplete="organization"
        autoFocus
        {...field('organisation')}
        error={fieldError('organisation')}
      />
      <Field label="Your name" autoComplete="name" {...field('name')} error={fieldError('name')} />
      <Field label="E-mail" type="email" autoComplete="username" {...field('email')} error={fieldError('email')} />
      <Field
        label="Password"
        type="password"
        autoComplete="new-password"
        minLength={MIN_PASSWORD}
        hint={`At least ${MIN_PASSWORD} characters.`}
        {...field('password')}
        error={fieldError('password')}
      />
      <Button type="submit" look="primary" size="lg" disabled={create.isPending}>
        {create.isPending && <LoaderCircle className="size-4 animate-spin" />}
        Create the portal
      </Button>
    </form>
  );
}
