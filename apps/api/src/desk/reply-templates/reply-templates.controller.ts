import { Controller } from '@nestjs/common';
import { replyTemplates, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { ReplyTemplatesService } from './reply-templates.service.ts';

@Controller()
export class ReplyTemplatesController {
  constructor(private readonly templates: ReplyTemplatesService) {}

  @Route(replyTemplates.list)
  list({ query }: Input<typeof replyTemplates.list>, @CurrentActor() actor: Actor) {
    return this.templates.page(actor, query);
  }

  @Route(replyTemplates.create)
  create({ body }: Input<typeof replyTemplates.create>, @CurrentActor() actor: Actor) {
    return this.templates.create(actor, body);
  }

  @Route(replyTemplates.update)
  update({ params, body }: Input<typeof replyTemplates.update>, @CurrentActor() actor: Actor) {
    return this.templates.update(actor, params.id, body);
  }

  @Route(replyTemplates.remove)
  remove({ params }: Input<typeof replyTemplates.remove>, @CurrentActor() actor: Actor) {
    return this.templates.remove(actor, params.id);
  }

  @Route(replyTemplates.variables)
  variables({ params }: Input<typeof replyTemplates.variables>, @CurrentActor() actor: Actor) {
    return this.templates.variables(actor, params.id);
  }
}
