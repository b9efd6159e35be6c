import { customers } from '@switchboard/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Command as Primitive } from 'cmdk';
import { LoaderCircle, Search, Star } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useDeferredValue, useEffect, useState } from 'react';
import { Avatar } from '../../components/avatar.tsx';
import { query } from '../../lib/api.ts';
import { explain } from '../../lib/errors.ts';

const DEBOUNCE_MS = 160;

/** Finds a customer by name, e-mail or phone and opens everything they wrote. */
export default function CustomerSearch({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(text.trim()), DEBOUNCE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const found = useQuery({
    ...query(customers.list, { query: { ...(search.length >= 2 ? { search } : {}), limit: 20 } }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
  const items = useDeferredValue(found.data?.items ?? []);
  const [marked, setMarked] = useState('');
  // Results come later than what is typed: the first is marked until another is.
  const chosen = items.some(({ id }) => id === marked) ? marked : (items[0]?.id ?? '');
  const open = (id: string) => {
    onClose();
    void navigate({ to: '/inbox', search: { customer: id } });
  };

  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-black/30" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-40 w-[calc(100vw-24px)] max-w-xl -translate-x-1/2 animate-fade overflow-hidden rounded-lg border bg-card shadow-pop outline-none"
        >
          <Dialog.Title className="sr-only">Search customers</Dialog.Title>
          <Primitive label="Customers" shouldFilter={false} loop value={chosen} onValueChange={setMarked}>
            <div className="flex items-center gap-3 border-b px-4">
              {found.isFetching ? (
                <LoaderCircle className="size-4 shrink-0 animate-spin text-muted" />
              ) : (
                <Search className="size-4 shrink-0 text-muted" />
              )}
              <Primitive.Input
                autoFocus
                value={text}
                onValueChange={setText}
                placeholder="Name, e-mail or phone of a customer"
                className="h-12 w-full bg-transparent text-base outline-none"
              />
            </div>
            <Primitive.List className="max-h-[52vh] overflow-y-auto p-1.5">
              {found.isError && <p className="px-3 py-6 text-center text-bad">{explain(found.error)}</p>}
              {!found.isError && !found.isPending && (
                <Primitive.Empty className="px-3 py-6 text-center text-muted">
                  {search.length >= 2 ? `No customer matches “${search}”.` : 'There are no customers yet.'}
                </Primitive.Empty>
              )}
              {items.map((customer) => {
                const name = customer.name ?? customer.identities[0]?.value ?? 'Unnamed';
                return (
                  <Primitive.Item
                    key={customer.id}
                    value={customer.id}
                    onSelect={() => open(customer.id)}
                    className="flex h-12 cursor-default items-center gap-3 rounded-md px-3 outline-none select-none data-[selected=true]:bg-selected"
                  >
                    <Avatar name={name} seed={customer.id} />
                    <span className="min-w-0 flex-1 leading-4">
                      <span className="flex items-center gap-1 truncate font-medium">
                        {name}
                        {customer.isVip && <Star className="size-3 fill-current text-warn" aria-label="VIP" />}
                        {customer.company && (
                          <span className="truncate font-normal text-muted">· {customer.company}</span>
                        )}
                      </span>
                      <span className="block truncate text-xs text-muted">
                        {customer.identities.map(({ value }) => value).join(' · ')}
                      </span>
                    </span>
                    <span className="shrink-0 text-xs text-muted">
                      {customer.conversationCount} {customer.conversationCount === 1 ? 'conversation' : 'conversations'}
                    </span>
                  </Primitive.Item>
                );
              })}
            </Primitive.List>
          </Primitive>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
