import { whatsappAccounts, type WhatsappAccount } from '@switchboard/contracts';
import { useState, type FormEvent } from 'react';
import { Notice } from '../../components/notice.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field } from '../../components/ui/field.tsx';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { useChange } from '../../lib/use-change.ts';

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);

const MIN_SECRET = 8;

/** Adds a WhatsApp number or changes one. Secrets that are left empty stay as they are. */
export function WhatsappForm({ account, onClose }: { account: WhatsappAccount | null; onClose: () => void }) {
  const [form, setForm] = useState({
    name: account?.name ?? '',
    slug: account?.slug ?? '',
    address: account?.address ?? '',
    apiKey: '',
    webhookSecret: '',
    apiBaseUrl: account?.apiBaseUrl ?? '',
  });
  const refresh = [whatsappAccounts.list];
  const create = useChange(whatsappAccounts.create, { refresh, done: 'The number is added.', onSuccess: onClose });
  const update = useChange(whatsappAccounts.update, { refresh, done: 'The number is changed.', onSuccess: onClose });
  const error = create.error ?? update.error;
  const field = (name: keyof typeof form) => ({
    value: form[name],
    error: fieldError(error, name),
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { name, address, apiKey, webhookSecret } = form;
    const base = form.apiBaseUrl.trim() ? { apiBaseUrl: form.apiBaseUrl.trim() } : {};
    if (account) {
      const secrets = { ...(apiKey ? { apiKey } : {}), ...(webhookSecret ? { webhookSecret } : {}) };
      update.mutate({ params: { id: account.id }, body: { name, ...secrets, ...base } });
    } else {
      const slug = form.slug || slugOf(name);
      create.mutate({ body: { provider: 'interakt', slug, name, address, apiKey, webhookSecret, ...base } });
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={account ? account.name : 'Add a WhatsApp number'}
      description="Key and secret are kept encrypted and never shown again."
    >
      <form onSubmit={submit} className="mt-2 grid gap-4">
        {error && <Notice look="error">{explain(error)}</Notice>}
        <Field label="Name" required autoFocus {...field('name')} />
        {!account && (
          <>
            <Field
              label="Business number"
              required
              placeholder="+91 90000 00000"
              inputMode="tel"
              {...field('address')}
            />
            <Field
              label="Short name"
              hint="Part of the webhook address: small letters, digits and hyphens."
              pattern="[a-z0-9]+(-[a-z0-9]+)*"
              placeholder={slugOf(form.name) || 'main-number'}
              {...field('slug')}
            />
          </>
        )}
        <Field
          label="API key"
          type="password"
          autoComplete="off"
          required={!account}
          placeholder={account ? 'Unchanged' : ''}
          {...field('apiKey')}
        />
        <Field
          label="Webhook secret"
          type="password"
          autoComplete="off"
          required={!account}
          minLength={MIN_SECRET}
          placeholder={account ? 'Unchanged' : ''}
          hint="The one Interakt signs with."
          {...field('webhookSecret')}
        />
        <Field label="API address" type="url" hint="Leave empty for Interakt's own." {...field('apiBaseUrl')} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={create.isPending || update.isPending}>
            {account ? 'Save' : 'Add the number'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
