import { Controller, Res } from '@nestjs/common';
import { emails, type Input } from '@switchboard/contracts';
import type { FastifyReply } from 'fastify';
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

  @Route(emails.raw)
  async raw({ params }: Input<typeof emails.raw>, @CurrentActor() actor: Actor, @Res() reply: FastifyReply) {
    const { content, size, filename } = await this.emails.original(actor, params.id);
    return (
      reply
        // Never `message/rfc822`: some browsers would show it, with all that is in it.
        .header('content-type', 'application/octet-stream')
        .header('content-length', size)
        .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`)
        .header('content-security-policy', "default-src 'none'; sandbox")
        .header('x-content-type-options', 'nosniff')
        .header('cache-control', 'private, no-store')
        .send(content)
    );
  }

  @Route(emails.reply)
  reply({ params, body }: Input<typeof emails.reply>, @CurrentActor() actor: Actor) {
    return this.replies.replyToMail(actor, params.id, body);
  }
}
