import { Controller } from '@nestjs/common';
import { whatsappInteractive, whatsappTemplates, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { InteractiveRepliesService } from './interactive-replies.service.ts';
import { TemplateRepliesService } from './template-replies.service.ts';
import { WhatsappTemplatesService } from './whatsapp-templates.service.ts';

@Controller()
export class WhatsappTemplatesController {
  constructor(
    private readonly templates: WhatsappTemplatesService,
    private readonly replies: TemplateRepliesService,
    private readonly interactive: InteractiveRepliesService,
  ) {}

  @Route(whatsappTemplates.list)
  list({ params, query }: Input<typeof whatsappTemplates.list>) {
    return this.templates.page(params.id, query);
  }

  @Route(whatsappTemplates.register)
  register({ params, body }: Input<typeof whatsappTemplates.register>) {
    return this.templates.register(params.id, body);
  }

  @Route(whatsappTemplates.sync)
  sync({ params }: Input<typeof whatsappTemplates.sync>) {
    return this.templates.sync(params.id);
  }

  @Route(whatsappTemplates.preview)
  preview({ params, body }: Input<typeof whatsappTemplates.preview>) {
    return this.templates.preview(params.id, body);
  }

  @Route(whatsappTemplates.reply)
  reply({ params, body }: Input<typeof whatsappTemplates.reply>, @CurrentActor() actor: Actor) {
    return this.replies.reply(actor, params.id, body);
  }

  @Route(whatsappInteractive.reply)
  replyInteractive({ params, body }: Input<typeof whatsappInteractive.reply>, @CurrentActor() actor: Actor) {
    return this.interactive.reply(actor, params.id, body);
  }
}
