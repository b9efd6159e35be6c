import { Controller } from '@nestjs/common';
import { departures, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { ScheduledMessagesService } from './scheduled-messages.service.ts';

@Controller()
export class DeparturesController {
  constructor(private readonly scheduled: ScheduledMessagesService) {}

  @Route(departures.undo)
  undo({ params }: Input<typeof departures.undo>, @CurrentActor() actor: Actor) {
    return this.scheduled.takeBack(actor, params.id);
  }

  @Route(departures.reschedule)
  reschedule({ params, body }: Input<typeof departures.reschedule>, @CurrentActor() actor: Actor) {
    return this.scheduled.reschedule(actor, params.id, body.sendAt);
  }

  @Route(departures.sendNow)
  sendNow({ params }: Input<typeof departures.sendNow>, @CurrentActor() actor: Actor) {
    return this.scheduled.sendNow(actor, params.id);
  }
}
