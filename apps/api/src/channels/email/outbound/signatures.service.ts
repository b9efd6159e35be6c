import { Injectable } from '@nestjs/common';
import {
  fillVariables,
  signatureVariables,
  variablesIn,
  type Signature,
  type VariableName,
  type VariableValues,
} from '@switchboard/contracts';
import { ConversationsService } from '../../../desk/conversations/conversations.service.ts';
import { OrganisationService } from '../../../desk/organisation/organisation.service.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { AppError } from '../../../kernel/http/app-error.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { MailboxesService } from '../mailboxes/mailboxes.service.ts';
import { plainSignature } from './signature-text.ts';
import { SignaturesRepository, type SignatureOwner } from './signatures.repository.ts';

/** What mails end with: the agent's own lines, and below them those of the mailbox. */
@Injectable()
export class SignaturesService {
  constructor(
    private readonly repository: SignaturesRepository,
    private readonly mailboxes: MailboxesService,
    private readonly conversations: ConversationsService,
    private readonly organisation: OrganisationService,
  ) {}

  async mine({ agentId }: Actor): Promise<Signature> {
    return { text: (await this.repository.of(agentId, null))[0] ?? '' };
  }

  async saveMine({ agentId }: Actor, text: string): Promise<Signature> {
    return this.save({ agentId }, text);
  }

  async ofMailbox(id: string): Promise<Signature> {
    await this.mailboxes.mailbox(id);
    return { text: (await this.repository.of(null, id))[0] ?? '' };
  }

  async saveOfMailbox(id: string, text: string): Promise<Signature> {
    await this.mailboxes.mailbox(id);
    return this.save({ accountId: id }, text);
  }

  async preview(actor: Actor, conversationId: string): Promise<{ text: string | null }> {
    const { channel, accountId } = await this.conversations.get(actor, conversationId);
    if (channel !== 'email' || !accountId) return { text: null };
    const text = await this.of(actor, await this.mailboxes.mailbox(accountId));
    return { text: text === null ? null : plainSignature(text) };
  }

  /** With its variables filled in and its marks on; null for none. */
  async of(actor: Pick<Actor, 'agentId' | 'name' | 'email'>, mailbox: Mailbox): Promise<string | null> {
    const parts = await this.repository.of(actor.agentId, mailbox.id);
    if (parts.length === 0) return null;
    const values: VariableValues = {
      'agent.name': actor.name,
      'agent.email': actor.email,
      'mailbox.name': mailbox.name,
      'mailbox.address': mailbox.address,
      'organisation.name': (await this.organisation.current()).name,
    };
    return parts.map((part) => fillVariables(part, values).text).join('\n\n');
  }

  /** @throws AppError `unprocessable` naming a variable that a signature cannot have */
  private async save(owner: SignatureOwner, text: string): Promise<Signature> {
    const unknown = variablesIn(text).find((name) => !signatureVariables.includes(name as VariableName));
    if (unknown) {
      const message = `a signature has no variable {{${unknown}}}`;
      throw new AppError('unprocessable', `body.text: ${message}`, { details: [{ path: 'body.text', message }] });
    }
    await this.repository.save(owner, text);
    return { text };
  }
}
