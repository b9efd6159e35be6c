import { actions, modules, roles, scopes, type Grant, type Role, type Scope } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Loaded } from '../../components/loaded.tsx';
import { Button } from '../../components/ui/button.tsx';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { useChange } from '../../lib/use-change.ts';

const scopeNames: Record<Scope, string> = { own: 'Own', team: 'Team', all: 'All' };
const actionNames = { read: 'See', write: 'Change', delete: 'Delete', manage: 'Manage' } as const;

const wider = (a: Scope | null, b: Scope): Scope => (a !== null && scopes.indexOf(a) > scopes.indexOf(b) ? a : b);

/** Over which rows these grants allow an action; null for none. `*` stands for every module or action. */
function scopeOf(grants: readonly Grant[], module: Grant['module'], action: Grant['action']): Scope | null {
  return grants
    .filter(
      (grant) => (grant.module === module || grant.module === '*') && (grant.action === action || grant.action === '*'),
    )
    .reduce<Scope | null>((widest, { scope }) => wider(widest, scope), null);
}

/** The whole table as single grants, with one cell changed. */
function withScope(
  grants: readonly Grant[],
  module: Grant['module'],
  action: Grant['action'],
  scope: Scope | null,
): Grant[] {
  return modules.flatMap((m) =>
    actions.flatMap((a) => {
      const value = m === module && a === action ? scope : scopeOf(grants, m, a);
      return value ? [{ module: m, action: a, scope: value }] : [];
    }),
  );
}

/** What a role may touch: for each part of the portal and each action, over whose rows. */
export function GrantMatrix({ role, mayManage }: { role: Role; mayManage: boolean }) {
  const given = useQuery({ ...query(roles.grants, { params: { id: role.id } }), staleTime: 0 });
  const [edited, setEdited] = useState<Grant[] | null>(null);
  const save = useChange(roles.setGrants, {
    refresh: [roles.grants],
    done: `${role.name} is changed.`,
    failed: 'The role was not changed.',
    onSuccess: () => setEdited(null),
  });
  return (
    <section className="mt-6">
      <h3 className="mb-2 font-medium">What it may do</h3>
      <Loaded query={given} what="What this role may do">
        {({ items }) => {
          const grants = edited ?? items;
          return (
            <>
              <div role="region" aria-label="Rights" tabIndex={0} className="overflow-x-auto rounded-lg border">
                <table className="w-full text-left text-sm">
                  <thead className="bg-canvas text-xs text-muted">
                    <tr>
                      <th scope="col" className="h-8 px-3 font-medium">
                        Part
                      </th>
                      {actions.map((action) => (
                        <th key={action} scope="col" className="px-3 font-medium">
                          {actionNames[action]}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {modules.map((module) => (
                      <tr key={module} className="border-t">
                        <th scope="row" className="h-10 px-3 font-normal capitalize">
                          {module.replaceAll('_', ' ')}
                        </th>
                        {actions.map((action) => {
                          const scope = scopeOf(grants, module, action);
                          return (
                            <td key={action} className="px-2">
                              {mayManage ? (
                                <select
                                  aria-label={`${actionNames[action]} ${module.replaceAll('_', ' ')}`}
                                  value={scope ?? ''}
                                  onChange={(event) =>
                                    setEdited(
                                      withScope(grants, module, action, (event.target.value || null) as Scope | null),
                                    )
                                  }
                                  className={cn(
                                    'h-7 rounded-md border border-transparent bg-transparent px-1 text-sm hover:border-line-strong',
                                    scope ? 'font-medium' : 'text-muted',
                                  )}
                                >
                                  <option value="">No</option>
                                  {scopes.map((option) => (
                                    <option key={option} value={option}>
                                      {scopeNames[option]}
                                    </option>
                                  ))}
                                </select>
                              ) : (
                                <span className={cn('px-1', scope ? 'font-medium' : 'text-muted')}>
                                  {scope ? scopeNames[scope] : 'No'}
                                </span>
                              )}
                            </td>
                          );
                        })}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
              <p className="mt-2 text-xs text-muted">
                {mayManage
                  ? 'Own: what is assigned to the agent. Team: also what belongs to the agent’s teams. All: everything.'
                  : role.isSystem
                    ? 'This role is built in and cannot be changed.'
                    : 'Your role does not let you change this.'}
              </p>
              {edited && (
                <div className="mt-3 flex gap-2">
                  <Button
                    look="primary"
                    disabled={save.isPending}
                    onClick={() => save.mutate({ params: { id: role.id }, body: { items: edited } })}
                  >
                    Save
                  </Button>
                  <Button onClick={() => setEdited(null)}>Discard</Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}
