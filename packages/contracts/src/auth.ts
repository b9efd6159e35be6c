import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { permissions, scopes, type Permission } from './permissions.ts';
import { ById, EmailAddress, Id, Name, Timestamp } from './primitives.ts';

const Password = z.string().min(8).max(200);
export const PermissionName = z.enum(permissions as [Permission, ...Permission[]]);

export const Session = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string(),
    expiresAt: Timestamp,
    tokenType: z.literal('bearer'),
  })
  .meta({ id: 'Session' });

export const Team = z.object({ id: Id, slug: z.string(), name: z.string() }).meta({ id: 'Team' });
export type Team = z.infer<typeof Team>;

export const Me = z
  .object({
    agent: z.object({
      id: Id,
      name: z.string(),
      email: z.string(),
      availability: z.enum(['online', 'away', 'offline']),
      teams: z.array(Team),
    }),
    roles: z.array(z.object({ id: Id, slug: z.string(), name: z.string() })),
    permissions: z.array(z.object({ permission: PermissionName, scope: z.enum(scopes) })),
    via: z.enum(['session', 'api_token']),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;

export const ApiToken = z
  .object({
    id: Id,
    name: z.string(),
    hint: z.string().describe('The last four characters'),
    scopes: z.array(PermissionName),
    expiresAt: Timestamp,
    lastUsedAt: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'ApiToken' });
export type ApiToken = z.infer<typeof ApiToken>;

export const auth = {
  setup: endpoint({
    method: 'GET',
    path: '/auth/setup',
    summary: 'How to sign in here',
    permission: 'public',
    response: z.object({
      needsFirstAdmin: z.boolean().describe('True while the portal has no agent: the first visitor becomes its owner'),
      google: z.boolean(),
      organisation: z.string(),
    }),
  }),
  createFirstAdmin: endpoint({
    method: 'POST',
    path: '/auth/setup',
    summary: 'Create the first owner of an empty portal',
    permission: 'public',
    body: z.object({ organisation: Name, name: Name, email: EmailAddress, password: Password }),
    response: Session,
    status: 201,
    errors: ['bad_credentials', 'conflict', 'unprocessable'],
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/auth/sign-in',
    summary: 'Sign in with e-mail and password',
    permission: 'public',
    body: z.object({ email: EmailAddress, password: z.string().min(1).max(200) }),
    response: Session,
    errors: ['bad_credentials', 'not_an_agent'],
  }),
  refresh: endpoint({
    method: 'POST',
    path: '/auth/refresh',
    summary: 'Trade a refresh token for a new session',
    permission: 'public',
    body: z.object({ refreshToken: z.string().min(1).max(4096) }),
    response: Session,
    errors: ['unauthenticated'],
  }),
  signOut: endpoint({
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'End this session everywhere it is open',
    permission: 'signed_in',
  }),
  me: endpoint({
    method: 'GET',
    path: '/me',
    summary: 'Who I am and what I may do',
    permission: 'signed_in',
    response: Me,
    errors: ['not_an_agent'],
  }),
  updateMe: endpoint({
    method: 'PATCH',
    path: '/me',
    summary: 'Change my name or availability',
    permission: 'signed_in',
    body: z.object({ name: Name.optional(), availability: z.enum(['online', 'away', 'offline']).optional() }),
    response: Me,
  }),
};

export const apiTokens = {
  list: endpoint({
    method: 'GET',
    path: '/me/api-tokens',
    summary: 'List my personal API tokens',
    permission: 'signed_in',
    response: z.object({ items: z.array(ApiToken) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/me/api-tokens',
    summary: 'Create a personal API token',
    description: 'The token is shown this once; only its hash is kept. It can never do more than its owner.',
    permission: 'signed_in',
    body: z.object({
      name: Name,
      scopes: z.array(PermissionName).min(1).max(permissions.length),
      expiresInDays: z.number().int().min(1).max(365).default(90),
    }),
    response: ApiToken.extend({ token: z.string() }),
    status: 201,
  }),
  revoke: endpoint({
    method: 'DELETE',
    path: '/me/api-tokens/:id',
    summary: 'Revoke a personal API token',
    permission: 'signed_in',
    params: ById,
    errors: ['not_found'],
  }),
};
