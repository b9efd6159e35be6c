import { z } from 'zod';
import { Conversation, Message } from './conversations.ts';

/** Socket.io namespaces. All speak the same events; `/emails` and `/chats` carry one channel only. */
export const namespaces = ['/inbox', '/emails', '/chats'] as const;
export type Namespace = (typeof namespaces)[number];

/** Sent as Socket.io `auth` when connecting. */
export const Handshake = z.object({
  token: z.string().min(1).max(8192).describe('An access token or a personal API token'),
  since: z.number().int().min(0).optional().describe('The last position seen: what came later is replayed'),
  epoch: z.string().max(100).optional().describe('The epoch that position belongs to'),
});
export type Handshake = z.infer<typeof Handshake>;

const Positioned = z.object({ position: z.number().int() });

export const serverEvents = {
  /** First after connecting, once replay is done. */
  ready: Positioned.extend({ epoch: z.string(), agentId: z.string(), replayed: z.number().int() }),
  /** A conversation changed (or came into view). */
  conversation: Positioned.extend({ cause: z.string(), conversation: Conversation }),
  /** A message is new or changed; the row it belongs to comes with it. */
  message: Positioned.extend({ cause: z.string(), message: Message, conversation: Conversation }),
  /** A message was taken back before it left. */
  retracted: Positioned.extend({ cause: z.string(), messageId: z.string(), conversation: Conversation }),
  /** A conversation left what this agent may see; or it became part of another, which it then names. */
  left: Positioned.extend({ conversationId: z.string(), joinedTo: z.string().optional() }),
  /** The gap is too long, or the log began anew: load everything again, then go on from `position`. */
  resync: Positioned.extend({ epoch: z.string(), reason: z.enum(['gap', 'epoch']) }),
  /** Something about a customer changed: whoever shows them asks again. */
  customer: Positioned.extend({ cause: z.string(), customerId: z.string() }),
  /** Rights of this agent changed: fetch `/me` again. */
  access: z.object({ reason: z.string() }),
} as const;

export type ServerEvent = keyof typeof serverEvents;
export type ServerEvents = { [K in ServerEvent]: (payload: z.infer<(typeof serverEvents)[K]>) => void };
export type ServerPayload<K extends ServerEvent> = z.infer<(typeof serverEvents)[K]>;

export const clientEvents = {
  /** A fresh access token, before the old one expires. */
  reauthenticate: z.object({ token: z.string().min(1).max(8192) }),
} as const;

export type ClientEvents = {
  reauthenticate: (
    payload: z.infer<typeof clientEvents.reauthenticate>,
    done: (answer: { ok: boolean }) => void,
  ) => void;
};

/** How many events a reconnecting client is replayed before it is told to load anew. */
export const REPLAY_LIMIT = 1000;
