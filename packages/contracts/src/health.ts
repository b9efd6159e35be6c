import { z } from 'zod';
import { endpoint } from './endpoint.ts';

export const health = {
  live: endpoint({
    method: 'GET',
    path: '/health/live',
    summary: 'The process runs',
    permission: 'public',
    response: z.object({ status: z.literal('ok'), version: z.string(), uptimeSeconds: z.number() }),
  }),
  ready: endpoint({
    method: 'GET',
    path: '/health/ready',
    summary: 'Ready for traffic: database, jobs and sequencer answer',
    permission: 'public',
    response: z.object({ status: z.literal('ok'), checks: z.record(z.string(), z.literal('ok')) }),
    errors: ['unavailable'],
  }),
  metrics: endpoint({
    method: 'GET',
    path: '/metrics',
    summary: 'Prometheus metrics',
    permission: 'public',
    produces: 'text',
  }),
};
