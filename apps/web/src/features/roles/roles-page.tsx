import { roles, type Role } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Lock, Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { Loaded } from '../../components/loaded.tsx';
import { Notice } from '../../components/notice.tsx';
import { PageFrame } from '../../components/page-frame.tsx';
import { Button } from '../../components/ui/button.tsx';
import { Dialog } from '../../components/ui/dialog.tsx';
import { Field } from '../../components/ui/field.tsx';
import { useMay } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { explain } from '../../lib/errors.ts';
import { fieldError } from '../../lib/field-errors.ts';
import { useChange } from '../../lib/use-change.ts';
import { GrantMatrix } from './grant-matrix.tsx';
import { RoleMembers } from './role-members.tsx';

const route = getRouteApi('/app/admin/roles');

/** These two always may do everything. */
export const isFixed = ({ slug, isSystem }: Role): boolean => isSystem && (slug === 'owner' || slug === 'admin');

/** Who may do what: roles, what each may touch, and who has them. */
export function RolesPage() {
  const list = useQuery({ ...query(roles.list, {}), staleTime: 0 });
  const { role: chosen } = route.useSearch();
  const navigate = route.useNavigate();
  const mayManage = useMay('roles:manage');
  const [creating, setCreating] = useState(false);
  const choose = (id: string) => void navigate({ search: { role: id }, replace: true });
  return (
    <PageFrame
      title="Roles"
      lead="What agents may see and do. Whoever has several roles may do what any of them allows."
      actions={
        mayManage && (
          <Button look="primary" onClick={() => setCreating(true)}>
            <Plus className="size-4" aria-hidden />
            New role
          </Button>
        )
      }
    >
      <Loaded query={list} what="The roles">
        {({ items }) => {
          const role = items.find(({ id }) => id === chosen) ?? items[0];
          return (
            <div className="grid gap-6 md:grid-cols-[200px_1fr]">
              <ul aria-label="Roles" className="flex gap-1 overflow-x-auto md:flex-col">
                {items.map((item) => (
                  <li key={item.id}>
                    <button
                      type="button"
                      aria-pressed={item.id === role?.id}
                      onClick={() => choose(item.id)}
                      className={cn(
                        'flex h-8 w-full items-center gap-2 rounded-md px-3 text-left whitespace-nowrap hover:bg-hover',
                        item.id === role?.id ? 'bg-selected font-medium' : 'text-muted',
                      )}
                    >
                      {item.name}
                      {isFixed(item) && <Lock className="ml-auto size-3.5 text-muted" aria-label="cannot be changed" />}
                    </button>
                  </li>
                ))}
              </ul>
              {role && (
                <div className="min-w-0">
                  <h2 className="text-lg font-semibold">{role.name}</h2>
                  {role.description && <p className="text-muted">{role.description}</p>}
                  <RoleMembers role={role} mayManage={mayManage} />
                  <GrantMatrix key={role.id} role={role} mayManage={mayManage && !isFixed(role)} />
                </div>
              )}
            </div>
          );
        }}
      </Loaded>
      {creating && <RoleForm onClose={() => setCreating(false)} onMade={choose} />}
    </PageFrame>
  );
}

function RoleForm({ onClose, onMade }: { onClose: () => void; onMade: (id: string) => void }) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const create = useChange(roles.create, {
    refresh: [roles.list],
    onSuccess: ({ id }) => {
      onMade(id);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ body: { name, description } });
  };
  return (
    <Dialog open onOpenChange={onClose} title="New role" description="It may do nothing until you say what.">
      <form onSubmit={submit} className="mt-2 grid gap-4">
        {create.error && <Notice look="error">{explain(create.error)}</Notice>}
        <Field
          label="Name"
          required
          autoFocus
          value={name}
          error={fieldError(create.error, 'name')}
          onChange={(event) => setName(event.target.value)}
        />
        <Field
          label="What it is for"
          maxLength={500}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            Make the role
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
