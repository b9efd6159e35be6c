import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { actions, modules, scopes } from './permissions.ts';
import { ById, Id, Name } from './primitives.ts';

export const Role = z
  .object({ id: Id, slug: z.string(), name: z.string(), description: z.string(), isSystem: z.boolean() })
  .meta({ id: 'Role' });
export type Role = z.infer<typeof Role>;

export const Grant = z
  .object({
    module: z.enum([...modules, '*']),
    action: z.enum([...actions, '*']),
    scope: z.enum(scopes),
  })
  .meta({ id: 'Grant' });
export type Grant = z.infer<typeof Grant>;

export const RoleAssignment = z
  .object({ id: Id, agentId: Id, agentName: z.string(), roleId: Id, roleName: z.string() })
  .meta({ id: 'RoleAssignment' });

export const roles = {
  list: endpoint({
    method: 'GET',
    path: '/roles',
    summary: 'List roles',
    permission: 'roles:read',
    response: z.object({ items: z.array(Role) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/roles',
    summary: 'Create a role',
    permission: 'roles:manage',
    body: z.object({ name: Name, description: z.string().max(500).default('') }),
    response: Role,
    status: 201,
    errors: ['conflict'],
  }),
  modules: endpoint({
    method: 'GET',
    path: '/roles/modules',
    summary: 'List all modules and the actions each knows',
    permission: 'roles:read',
    response: z.object({
      modules: z.array(z.enum(modules)),
      actions: z.array(z.enum(actions)),
      scopes: z.array(z.enum(scopes)),
    }),
  }),
  users: endpoint({
    method: 'GET',
    path: '/roles/users',
    summary: 'Who has which role',
    permission: 'roles:read',
    response: z.object({ items: z.array(RoleAssignment) }),
  }),
  assign: endpoint({
    method: 'POST',
    path: '/roles/users',
    summary: 'Give an agent a role',
    permission: 'roles:manage',
    body: z.object({ agentId: Id, roleId: Id }),
    response: RoleAssignment,
    status: 201,
    errors: ['not_found', 'conflict'],
  }),
  unassign: endpoint({
    method: 'DELETE',
    path: '/roles/users/:id',
    summary: 'Take a role from an agent',
    permission: 'roles:manage',
    params: ById,
    errors: ['not_found', 'conflict'],
  }),
  grants: endpoint({
    method: 'GET',
    path: '/roles/:id/modules',
    summary: 'What a role may do',
    permission: 'roles:read',
    params: ById,
    response: z.object({ items: z.array(Grant) }),
    errors: ['not_found'],
  }),
  setGrants: endpoint({
    method: 'PUT',
    path: '/roles/:id/modules',
    summary: 'Set what a role may do',
    description: 'Replaces the whole list. The built-in owner and admin roles cannot be changed.',
    permission: 'roles:manage',
    params: ById,
    body: z.object({ items: z.array(Grant).max(100) }),
    response: z.object({ items: z.array(Grant) }),
    errors: ['not_found', 'conflict'],
  }),
};
