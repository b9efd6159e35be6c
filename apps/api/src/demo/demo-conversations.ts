import conversations from './demo-conversations.json' with { type: 'json' };
import type { DemoAgent, DemoCustomer } from './demo-people.ts';

/** One thing said: by the customer, by an agent, or as a note of an agent; so many minutes before the demo began. */
export type DemoLine =
  | { by: 'customer'; ago: number; text: string }
  | {
      by: DemoAgent;
      ago: number;
      text: string;
      note?: true;
      delivery?: 'sent' | 'delivered' | 'read' | 'failed';
      error?: string;
    };

export interface DemoConversation {
  channel: 'email' | 'whatsapp';
  customer: DemoCustomer;
  subject?: string;
  status?: 'open' | 'pending' | 'on_hold' | 'solved' | 'closed';
  priority?: 'urgent' | 'high' | 'low';
  team?: string;
  assignee?: DemoAgent;
  labels?: string[];
  unread?: number;
  lines: DemoLine[];
}

export const demoConversations = conversations as DemoConversation[];
