import { customers, type ConversationDetail, type Customer } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { AtSign, Copy, Mail, Phone, Star } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Avatar } from '../../../components/avatar.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { IconButton } from '../../../components/ui/icon-button.tsx';
import { inputLook } from '../../../components/ui/field.tsx';
import { useMay } from '../../../lib/access.ts';
import { mutation, query } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { explain } from '../../../lib/errors.ts';
import { say, sayProblem } from '../../../lib/toast.ts';
import { Consent } from './consent.tsx';
import { Unsubscribed } from './unsubscribed.tsx';
import { useOnce } from '../../../lib/use-once.ts';

const icons = { email: Mail, phone: Phone, handle: AtSign } as const;

interface ContactProps {
  conversation: ConversationDetail;
  customer: Customer | undefined;
  error: unknown;
}

/** The customer: name, company, VIP, and every address. */
export function Contact({ conversation, customer, error }: ContactProps) {
  const cache = useQueryClient();
  const mayWrite = useMay('customers:write');
  const key = query(customers.get, { params: { id: conversation.customerId } }).queryKey;
  const [editing, setEditing] = useState(false);
  const change = useOnce({
    ...mutation(customers.update),
    onMutate: ({ body }) => {
      const before = cache.getQueryData(key);
      if (before) cache.setQueryData(key, { ...before, ...body });
      return before;
    },
    onSuccess: (answer) => cache.setQueryData(key, answer),
    onError: (problem, _input, before) => {
      cache.setQueryData(key, before);
      sayProblem('The customer was not changed.', problem);
    },
  });
  const save = (body: { name?: string; company?: string | null; isVip?: boolean }) =>
    change.mutate({ params: { id: conversation.customerId }, body });
  const copy = (value: string) => void navigator.clipboard.writeText(value).then(() => say(`Copied ${value}`));
  const name = customer?.name ?? conversation.customerName;

  return (
    <div className="px-4 py-4">
      {editing && customer ? (
        <ContactForm
          customer={customer}
          onCancel={() => setEditing(false)}
          onSave={(body) => {
            setEditing(false);
            save(body);
          }}
        />
      ) : (
        <div className="flex items-center gap-3">
          <Avatar name={name} seed={conversation.customerId} size="lg" />
          <div className="min-w-0 flex-1">
            <p className="truncate text-base font-semibold">{name}</p>
            <p className="truncate text-xs text-muted">{customer?.company ?? (customer ? 'No company' : '')}</p>
          </div>
          {customer && mayWrite && (
            <>
              <IconButton
                label={customer.isVip ? 'VIP: click to take it away' : 'Make VIP'}
                aria-pressed={customer.isVip}
                onClick={() => save({ isVip: !customer.isVip })}
              >
                <Star className={cn('size-4', customer.isVip && 'fill-current text-warn')} />
              </IconButton>
              <Button look="ghost" size="sm" onClick={() => setEditing(true)}>
                Edit
              </Button>
            </>
          )}
          {customer?.isVip && !mayWrite && <Star className="size-4 fill-current text-warn" aria-label="VIP" />}
        </div>
      )}
      {error !== null && <p className="mt-2 text-xs text-bad">{explain(error)}</p>}
      {customer && (
        <ul className="mt-3 grid gap-0.5">
          {customer.identities.map((identity) => {
            const { id, kind, value, unsubscribedAt } = identity;
            const Icon = icons[kind];
            return (
              <li key={id}>
                <div className="group flex h-7 items-center gap-2 text-sm">
                  <Icon className="size-3.5 shrink-0 text-muted" aria-hidden />
                  <span className="truncate">{value}</span>
                  {kind === 'phone' && <Consent customerId={customer.id} identity={identity} mayWrite={mayWrite} />}
                  <button
                    type="button"
                    aria-label={`Copy ${value}`}
                    title="Copy"
                    onClick={() => copy(value)}
                    className="ml-auto flex size-6 shrink-0 items-center justify-center rounded-md text-muted opacity-0 group-hover:opacity-100 hover:bg-hover focus-visible:opacity-100 pointer-coarse:opacity-100"
                  >
                    <Copy className="size-3.5" aria-hidden />
                  </button>
                </div>
                {unsubscribedAt && (
                  <Unsubscribed
                    customerId={customer.id}
                    identity={identity}
                    since={unsubscribedAt}
                    mayWrite={mayWrite}
                  />
                )}
              </li>
            );
          })}
        </ul>
      )}
    </div>
  );
}

interface ContactFormProps {
  customer: Customer;
  onCancel: () => void;
  onSave: (body: { name?: string; company: string | null }) => void;
}

function ContactForm({ customer, onCancel, onSave }: ContactFormProps) {
  const [name, setName] = useState(customer.name ?? '');
  const [company, setCompany] = useState(customer.company ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave({ ...(name.trim() ? { name: name.trim() } : {}), company: company.trim() || null });
  };
  return (
    <form onSubmit={submit} className="grid gap-2" onKeyDown={(event) => event.key === 'Escape' && onCancel()}>
      <input
        aria-label="Name"
        placeholder="Name"
        autoFocus
        value={name}
        onChange={(event) => setName(event.target.value)}
        className={inputLook}
        maxLength={200}
      />
      <input
        aria-label="Company"
        placeholder="Company"
        value={company}
        onChange={(event) => setCompany(event.target.value)}
        className={inputLook}
        maxLength={200}
      />
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="sm">
          Save
        </Button>
        <Button size="sm" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
