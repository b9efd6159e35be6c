import { Controller } from '@nestjs/common';
import { bulkReplies, type Input } from '@switchboard/contracts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { CurrentActor } from '../../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { BulkRepliesService } from './bulk-replies.service.ts';

@Controller()
export class BulkRepliesController {
  constructor(private readonly bulk: BulkRepliesService) {}

  @Route(bulkReplies.start)
  start({ body }: Input<typeof bulkReplies.start>, @CurrentActor() actor: Actor) {
    return this.bulk.start(actor, body);
  }

  @Route(bulkReplies.get)
  get({ params }: Input<typeof bulkReplies.get>, @CurrentActor() actor: Actor) {
    return this.bulk.get(actor, params.id);
  }
}
