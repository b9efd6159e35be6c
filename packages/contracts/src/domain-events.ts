import type { ConversationStatus, DeliveryState, Priority } from './conversations.ts';

/** Whether work on a conversation is still to be done, and when. */
export interface ConversationStanding {
  status: ConversationStatus;
  snoozedUntil: string | null;
  solvedAt: string | null;
}

/** Every type of event in the log, and what its payload says. Ids are UUIDs, times ISO 8601. */
export interface DomainEvents {
  'conversation.opened': { channel: string; messageId: string };
  'conversation.assigned': { from: string | null; to: string | null };
  'conversation.team_changed': { from: string | null; to: string | null };
  /** `messageId` where it came back to us because that answer did not reach the customer, or is done as it did. */
  'conversation.status_changed': { from: ConversationStatus; to: ConversationStatus; messageId?: string };
  'conversation.priority_changed': { from: Priority; to: Priority };
  'conversation.labelled': { added: string[]; removed: string[] };
  /** `messageId` as above. */
  'conversation.snoozed': { until: string | null; messageId?: string };
  'conversation.read': { unread: number };
  /** A mail that came late showed that another conversation is this one; it went into this one. */
  'conversation.joined': { joined: string; number: number };
  /** An agent moved a message, and what came after it, into a conversation of its own. */
  'conversation.split': { into: string; messageId: string; messages: number };
  'conversation.split_off': { from: string; messageId: string; messages: number };
  'message.received': { messageId: string };
  /** `before` and `after` where the conversation was changed with it: undoing it restores what was before. */
  'message.queued': { messageId: string; before?: ConversationStanding; after?: ConversationStanding };
  'message.scheduled': { messageId: string; sendAt: string };
  /** Its time came, but the customer had written. */
  'message.held': { messageId: string };
  /** Before it left. There is no such message any more. */
  'message.taken_back': { messageId: string };
  /** Somebody answered from outside of the portal. */
  'message.sent_elsewhere': { messageId: string };
  /** A campaign or another system wrote to the customer: nobody of ours answered. */
  'message.sent_by_machine': { messageId: string };
  /** A message shows more than before: a button was tapped, a workflow was answered further. */
  'message.updated': { messageId: string };
  /** `before` and `after` where the conversation came back to us with it. */
  'message.delivery_changed': {
    messageId: string;
    from: DeliveryState;
    to: DeliveryState;
    error: string | null;
    before?: ConversationStanding;
    after?: ConversationStanding;
  };
  'note.written': { messageId: string };
  'triage.completed': { messageId: string; suggestedTeam: string };
  'attachment.stored': { messageId: string; attachmentId: string };
  'attachment.scanned': { messageId: string; attachmentId: string };
  'reply_template.changed': { templateId: string; change: 'created' | 'updated' | 'deleted' };
  'customer.created': Record<string, never>;
  'customer.updated': { fields: string[] };
  'customer.consent_changed': {
    identityId: string;
    optedIn: boolean;
    source: 'provider' | 'agent';
    reason: string | null;
  };
  /** From mail that goes to many; answers still come. */
  'customer.unsubscribed': { identityId: string };
  'customer.resubscribed': { identityId: string; reason: string };
  'agent.created': { agentId: string };
  'agent.access_changed': { agentId: string | null };
  'session.revoked': { sessionId: string | null; tokenId: string | null };
  'channel_account.changed': { accountId: string };
}

export type DomainEventType = keyof DomainEvents;
