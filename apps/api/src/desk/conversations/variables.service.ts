import { Injectable } from '@nestjs/common';
import { fillVariables, variablesIn, type VariableValues } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { OrganisationService } from '../organisation/organisation.service.ts';
import { VariablesRepository } from './variables.repository.ts';

/** What `{{customer.name}}` and the like stand for. */
@Injectable()
export class VariablesService {
  constructor(
    private readonly repository: VariablesRepository,
    private readonly organisation: OrganisationService,
  ) {}

  async values(actor: Pick<Actor, 'name' | 'email'> | null, conversationId: string): Promise<VariableValues> {
    const [of, organisation] = await Promise.all([
      this.repository.of(conversationId).then((row) => found(row, 'conversation')),
      this.organisation.current(),
    ]);
    return {
      'customer.name': of.customerName,
      'customer.email': of.email,
      'customer.phone': of.phone,
      'conversation.id': of.number,
      'conversation.subject': of.subject,
      'agent.name': actor?.name ?? null,
      'agent.email': actor?.email ?? null,
      'mailbox.name': of.accountName,
      'mailbox.address': of.accountAddress,
      'organisation.name': organisation.name,
    };
  }

  /** @throws AppError `unprocessable` naming each variable of the text that has no value */
  async fill(actor: Pick<Actor, 'name' | 'email'> | null, conversationId: string, text: string): Promise<string> {
    if (variablesIn(text).length === 0) return text;
    const { text: filled, missing } = fillVariables(text, await this.values(actor, conversationId));
    if (missing.length === 0) return filled;
    const details = missing.map((name) => ({ path: 'body.text', message: `{{${name}}} has no value here` }));
    throw new AppError('unprocessable', `body.text: ${details[0]!.message}`, { details });
  }
}
