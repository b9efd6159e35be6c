import { Controller } from '@nestjs/common';
import { conversations, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { ConversationsService } from './conversations.service.ts';
import { OutboundService } from './outbound.service.ts';
import { SplitsService } from './splits.service.ts';

@Controller()
export class ConversationsController {
  constructor(
    private readonly conversations: ConversationsService,
    private readonly outbound: OutboundService,
    private readonly splits: SplitsService,
  ) {}

  @Route(conversations.list)
  list({ query }: Input<typeof conversations.list>, @CurrentActor() actor: Actor) {
    return this.conversations.page(actor, query);
  }

  @Route(conversations.counts)
  counts(_input: Input<typeof conversations.counts>, @CurrentActor() actor: Actor) {
    return this.conversations.counts(actor);
  }

  @Route(conversations.get)
  get({ params }: Input<typeof conversations.get>, @CurrentActor() actor: Actor) {
    return this.conversations.get(actor, params.id);
  }

  @Route(conversations.messages)
  messages({ params, query }: Input<typeof conversations.messages>, @CurrentActor() actor: Actor) {
    return this.conversations.thread(actor, params.id, query);
  }

  @Route(conversations.update)
  update({ params, body }: Input<typeof conversations.update>, @CurrentActor() actor: Actor) {
    return this.conversations.update(actor, params.id, body);
  }

  @Route(conversations.markRead)
  markRead({ params }: Input<typeof conversations.markRead>, @CurrentActor() actor: Actor) {
    return this.conversations.markRead(actor, params.id);
  }

  @Route(conversations.markUnread)
  markUnread({ params }: Input<typeof conversations.markUnread>, @CurrentActor() actor: Actor) {
    return this.conversations.markUnread(actor, params.id);
  }

  @Route(conversations.split)
  split({ params, body }: Input<typeof conversations.split>, @CurrentActor() actor: Actor) {
    return this.splits.split(actor, params.id, body.messageId);
  }

  @Route(conversations.note)
  note({ params, body }: Input<typeof conversations.note>, @CurrentActor() actor: Actor) {
    return this.conversations.note(actor, params.id, body);
  }

  @Route(conversations.reply)
  reply({ params, body }: Input<typeof conversations.reply>, @CurrentActor() actor: Actor) {
    return this.outbound.reply(actor, params.id, body);
  }

  @Route(conversations.retry)
  retry({ params }: Input<typeof conversations.retry>, @CurrentActor() actor: Actor) {
    return this.outbound.retry(actor, params.id);
  }

  @Route(conversations.resolveUnknown)
  resolveUnknown({ params, body }: Input<typeof conversations.resolveUnknown>, @CurrentActor() actor: Actor) {
    return this.outbound.resolveUnknown(actor, params.id, body.as);
  }
}
