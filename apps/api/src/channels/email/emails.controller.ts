import { Controller } from '@nestjs/common';
import { emails, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { EmailsService } from './emails.service.ts';
import { MailRepliesService } from './outbound/mail-replies.service.ts';

@Controller()
export class EmailsController {
  constructor(
    private readonly emails: EmailsService,
    private readonly replies: MailRepliesService,
  ) {}

  @Route(emails.list)
  list({ query }: Input<typeof emails.list>, @CurrentActor() actor: Actor) {
    return this.emails.page(actor, query);
  }

  @Route(emails.get)
  get({ params }: Input<typeof emails.get>, @CurrentActor() actor: Actor) {
    return this.emails.get(actor, params.id);
  }

  @Route(emails.reply)
  reply({ params, body }: Input<typeof emails.reply>, @CurrentActor() actor: Actor) {
    return this.replies.replyToMail(actor, params.id, body);
  }
}
