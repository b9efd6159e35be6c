import { Controller } from '@nestjs/common';
import { whatsappAccounts, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';

@Controller()
export class ChatAccountsController {
  constructor(private readonly accounts: ChatAccountsService) {}

  @Route(whatsappAccounts.list)
  list() {
    return this.accounts.list();
  }

  @Route(whatsappAccounts.create)
  create({ body }: Input<typeof whatsappAccounts.create>, @CurrentActor() actor: Actor) {
    return this.accounts.create(actor, body);
  }

  @Route(whatsappAccounts.update)
  update({ params, body }: Input<typeof whatsappAccounts.update>, @CurrentActor() actor: Actor) {
    return this.accounts.update(actor, params.id, body);
  }
}
