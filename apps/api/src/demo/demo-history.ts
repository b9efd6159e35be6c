import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import { previewOf } from '../desk/conversations/preview.ts';
import { KEYLESS_MODEL, triageKeyless } from '../desk/triage/keyless-triage.ts';
import type { Database } from '../kernel/database/database.ts';
import type { EmailMessages, Messages } from '../kernel/database/db.generated.ts';
import { EventLog } from '../kernel/events/event-log.ts';
import { EventSignal } from '../kernel/events/event-signal.ts';
import { demoConversations, type DemoConversation, type DemoLine } from './demo-conversations.ts';
import { demoAgents, demoCustomers, type DemoAgent, type DemoCustomer } from './demo-people.ts';

const MINUTE = 60_000;

export interface DemoPlaces {
  agents: Record<DemoAgent, string>;
  teams: Map<string, string>;
  mailbox: { id: string; address: string };
  whatsapp: { id: string };
}

/** Writes the conversations of the demo as if they had been lived: messages, triage and events at their times. */
export class DemoHistory {
  private readonly events: EventLog;
  private readonly began = Date.now();

  constructor(
    private readonly database: Database,
    private readonly places: DemoPlaces,
  ) {
    this.events = new EventLog(database, new EventSignal());
  }

  async write(): Promise<void> {
    const customers = await this.customers();
    const oldestFirst = demoConversations.toSorted((a, b) => (b.lines[0]?.ago ?? 0) - (a.lines[0]?.ago ?? 0));
    for (const conversation of oldestFirst) await this.conversation(conversation, customers);
  }

  private async customers(): Promise<Map<DemoCustomer, string>> {
    const db = this.database.tables<'customers' | 'customerIdentities'>();
    const ids = new Map<DemoCustomer, string>();
    for (const [key, { name, company, isVip, email, phone }] of Object.entries(demoCustomers)) {
      const { id } = await db
        .insertInto('customers')
        .values({ name, company, isVip })
        .returning('id')
        .executeTakeFirstOrThrow();
      const identities = [
        ...(email ? [{ customerId: id, kind: 'email', value: email }] : []),
        ...(phone ? [{ customerId: id, kind: 'phone', value: phone }] : []),
      ];
      await db.insertInto('customerIdentities').values(identities).execute();
      await this.events.append({ type: 'customer.created', payload: {}, customerId: id });
      ids.set(key as DemoCustomer, id);
    }
    return ids;
  }

  private async conversation(given: DemoConversation, customers: Map<DemoCustomer, string>): Promise<void> {
    const db = this.database.tables<'conversations' | 'customers'>();
    const customerId = customers.get(given.customer)!;
    const first = given.lines[0]!;
    const said = given.lines.filter((line) => !isNote(line));
    const last = said.at(-1)!;
    const inbound = said.filter((line) => line.by === 'customer');
    const outbound = said.filter((line) => line.by !== 'customer');
    const lastOut = outbound.at(-1);
    const unanswered = inbound.find((line) => !lastOut || line.ago < lastOut.ago);
    const status = given.status ?? 'open';
    const solved = status === 'solved' || status === 'closed';
    const teamId = given.team ? (this.places.teams.get(given.team) ?? null) : null;
    const assigneeId = given.assignee ? this.places.agents[given.assignee] : null;
    const triage = await aboutOf(inbound, given.subject ?? null);
    const { id } = await db
      .insertInto('conversations')
      .values({
        channel: given.channel,
        accountId: given.channel === 'email' ? this.places.mailbox.id : this.places.whatsapp.id,
        customerId,
        customerName: demoCustomers[given.customer].name,
        subject: given.subject ?? null,
        status,
        priority: given.priority ?? 'normal',
        teamId,
        assigneeId,
        labels: given.labels ?? [],
        preview: previewOf(last.text, 'text'),
        lastMessageAt: this.at(last),
        ...(last.by === 'customer'
          ? { lastDirection: 'inbound' }
          : {
              lastDirection: 'outbound',
              lastAuthorId: this.places.agents[last.by],
              lastAuthorName: demoAgents.find(({ key }) => key === last.by)!.name,
            }),
        lastInboundAt: this.at(inbound.at(-1)!),
        lastOutboundAt: lastOut ? this.at(lastOut) : null,
        waitingSince: unanswered && !solved ? this.at(unanswered) : null,
        messageCount: said.length,
        unreadCount: given.unread ?? 0,
        summary: triage.summary,
        suggestedTeam: triage.team,
        intent: triage.intent,
        solvedAt: solved ? this.at(last) : null,
        createdAt: this.at(first),
        updatedAt: this.at(last),
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await db
      .updateTable('customers')
      .set((eb) => ({ conversationCount: eb('conversationCount', '+', 1) }))
      .where('id', '=', customerId)
      .execute();
    await this.lines(given, { id, customerId, teamId, assigneeId });
    if (given.status) {
      await this.events.append({
        type: 'conversation.status_changed',
        payload: { from: 'open', to: given.status },
        conversationId: id,
        customerId,
        agentId: assigneeId,
        teams: [teamId],
        agents: [assigneeId],
        occurredAt: this.at(last),
      });
    }
  }

  private async lines(
    given: DemoConversation,
    row: { id: string; customerId: string; teamId: string | null; assigneeId: string | null },
  ): Promise<void> {
    const about = { conversationId: row.id, customerId: row.customerId, teams: [row.teamId], agents: [row.assigneeId] };
    const thread: string[] = [];
    for (const [index, line] of given.lines.entries()) {
      const occurredAt = this.at(line);
      const messageId = await this.message(given, row.id, line);
      if (given.channel === 'email' && !isNote(line)) await this.mail(given, messageId, line, thread);
      if (line.by === 'customer') {
        await this.triage(messageId, line.text, given.subject ?? null);
        const payload = { channel: given.channel, messageId };
        if (index === 0) {
          await this.events.append({ ...about, byCustomer: true, occurredAt, type: 'conversation.opened', payload });
        }
        await this.events.append({
          ...about,
          byCustomer: true,
          occurredAt,
          type: 'message.received',
          payload: { messageId },
        });
      } else {
        const type = isNote(line) ? 'note.written' : 'message.queued';
        await this.events.append({
          ...about,
          agentId: this.places.agents[line.by],
          occurredAt,
          type,
          payload: { messageId },
        });
      }
    }
    if (row.assigneeId) {
      const payload = { from: null, to: row.assigneeId };
      await this.events.append({
        ...about,
        occurredAt: this.at(given.lines[0]!),
        type: 'conversation.assigned',
        payload,
      });
    }
  }

  private async message(given: DemoConversation, conversationId: string, line: DemoLine): Promise<string> {
    const accountId = given.channel === 'email' ? this.places.mailbox.id : this.places.whatsapp.id;
    const at = this.at(line);
    const common = { conversationId, channel: given.channel, bodyText: line.text, occurredAt: at, createdAt: at };
    let row: Insertable<Messages>;
    if (line.by === 'customer') {
      const authorName = demoCustomers[given.customer].name;
      row = {
        ...common,
        accountId,
        externalId: `demo-${randomUUID()}`,
        direction: 'inbound',
        authorType: 'customer',
        authorName,
      };
    } else {
      const author = demoAgents.find((agent) => agent.key === line.by)!;
      const delivery = line.note ? 'received' : (line.delivery ?? 'sent');
      const later = new Date(at.getTime() + MINUTE / 2);
      row = {
        ...common,
        accountId: line.note ? null : accountId,
        kind: line.note ? 'note' : 'message',
        direction: 'outbound',
        authorType: 'agent',
        authorAgentId: this.places.agents[line.by],
        authorName: author.name,
        clientKey: randomUUID(),
        delivery,
        deliveryError: line.error ?? null,
        sentAt: line.note || delivery === 'failed' ? null : at,
        deliveredAt: delivery === 'delivered' || delivery === 'read' ? later : null,
        readAt: delivery === 'read' ? later : null,
      };
    }
    const inserted = await this.database
      .tables<'messages'>()
      .insertInto('messages')
      .values(row)
      .returning('id')
      .executeTakeFirstOrThrow();
    return inserted.id;
  }

  private async mail(given: DemoConversation, messageId: string, line: DemoLine, thread: string[]): Promise<void> {
    const customer = demoCustomers[given.customer];
    const person = { address: customer.email ?? '', name: customer.name };
    const us = { address: this.places.mailbox.address, name: 'Sunfield Garden Supplies' };
    const [from, to] = line.by === 'customer' ? [person, us] : [us, person];
    const internetMessageId = `<${randomUUID()}@${from.address.split('@')[1]}>`;
    const plain = given.subject?.replace(/^Re: /, '') ?? '';
    const mail: Insertable<EmailMessages> = {
      messageId,
      internetMessageId,
      inReplyTo: thread.at(-1) ?? null,
      referenceIds: [...thread],
      subject: thread.length > 0 ? `Re: ${plain}` : given.subject,
      fromAddress: from.address,
      fromName: from.name,
      toAddresses: JSON.stringify([to]),
      sentDate: this.at(line),
    };
    await this.database.tables<'emailMessages'>().insertInto('emailMessages').values(mail).execute();
    thread.push(internetMessageId);
  }

  private async triage(messageId: string, text: string, subject: string | null): Promise<void> {
    const { summary, team, intent, confidence } = await triageKeyless({ text, subject });
    await this.database
      .tables<'messageTriage'>()
      .insertInto('messageTriage')
      .values({ messageId, summary, suggestedTeam: team, intent, confidence, model: KEYLESS_MODEL })
      .execute();
  }

  private at(line: DemoLine): Date {
    return new Date(this.began - line.ago * MINUTE);
  }
}

/** What the newest message that is more than small talk is about. */
async function aboutOf(inbound: DemoLine[], subject: string | null) {
  const judged = await Promise.all(inbound.map(({ text }) => triageKeyless({ text, subject })));
  return judged.findLast(({ team }) => team !== 'general') ?? judged.at(-1)!;
}

function isNote(line: DemoLine): boolean {
  return line.by !== 'customer' && line.note === true;
}
