import { agents, roles, type Role } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { Avatar } from '../../components/avatar.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { Picker } from '../../components/picker.tsx';
import { Button } from '../../components/ui/button.tsx';
import { useMay } from '../../lib/access.ts';
import { query } from '../../lib/api.ts';
import { useChange } from '../../lib/use-change.ts';

/** Who has a role. */
export function RoleMembers({ role, mayManage }: { role: Role; mayManage: boolean }) {
  const assignments = useQuery({ ...query(roles.users, {}), staleTime: 0 });
  const everybody = useQuery({ ...query(agents.list, {}), enabled: useMay('agents:read') && mayManage });
  const refresh = [roles.users];
  const give = useChange(roles.assign, { refresh, failed: 'The role was not given.' });
  const take = useChange(roles.unassign, { refresh, failed: 'The role was not taken away.' });
  return (
    <section className="mt-4">
      <h3 className="mb-2 font-medium">Who has it</h3>
      <Loaded query={assignments} what="The agents with this role">
        {({ items }) => {
          const members = items.filter(({ roleId }) => roleId === role.id);
          const others = (everybody.data?.items ?? []).filter(
            ({ id }) => !members.some(({ agentId }) => agentId === id),
          );
          return (
            <ul className="flex flex-wrap items-center gap-1.5">
              {members.map(({ id, agentId, agentName }) => (
                <li key={id} className="flex h-7 items-center gap-1.5 rounded-full border bg-card pr-1 pl-1">
                  <Avatar name={agentName} seed={agentId} size="xs" />
                  <span className={mayManage ? '' : 'pr-1.5'}>{agentName}</span>
                  {mayManage && (
                    <button
                      type="button"
                      aria-label={`Take the role ${role.name} from ${agentName}`}
                      className="flex size-5 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-fg"
                      onClick={() => take.mutate({ params: { id } })}
                    >
                      <X className="size-3" aria-hidden />
                    </button>
                  )}
                </li>
              ))}
              {members.length === 0 && <li className="text-muted">Nobody</li>}
              {mayManage && others.length > 0 && (
                <li>
                  <Picker
                    label={`Give ${role.name} to an agent`}
                    placeholder="Find an agent"
                    choices={() =>
                      others.map(({ id, name, email }) => ({
                        id,
                        title: name,
                        hint: email,
                        run: () => give.mutate({ body: { agentId: id, roleId: role.id } }),
                      }))
                    }
                  >
                    <Button size="sm" look="ghost">
                      <Plus className="size-3.5" aria-hidden />
                      Add
                    </Button>
                  </Picker>
                </li>
              )}
            </ul>
          );
        }}
      </Loaded>
    </section>
  );
}
