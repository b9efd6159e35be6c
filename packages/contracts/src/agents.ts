import { z } from 'zod';
import { Team } from './auth.ts';
import { endpoint } from './endpoint.ts';
import { Id } from './primitives.ts';

export const AgentSummary = z
  .object({
    id: Id,
    name: z.string(),
    email: z.string(),
    availability: z.enum(['online', 'away', 'offline']),
    teamIds: z.array(Id),
  })
  .meta({ id: 'AgentSummary' });
export type AgentSummary = z.infer<typeof AgentSummary>;

export const agents = {
  list: endpoint({
    method: 'GET',
    path: '/agents',
    summary: 'List agents',
    permission: 'agents:read',
    response: z.object({ items: z.array(AgentSummary) }),
  }),
};

export const teams = {
  list: endpoint({
    method: 'GET',
    path: '/teams',
    summary: 'List teams',
    permission: 'agents:read',
    response: z.object({ items: z.array(Team) }),
  }),
};
