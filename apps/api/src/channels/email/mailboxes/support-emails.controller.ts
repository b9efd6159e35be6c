import { Controller } from '@nestjs/common';
import { supportEmails, type Input } from '@switchboard/contracts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { CurrentActor } from '../../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { MailboxesService } from './mailboxes.service.ts';

@Controller()
export class SupportEmailsController {
  constructor(private readonly mailboxes: MailboxesService) {}

  @Route(supportEmails.create)
  create({ body }: Input<typeof supportEmails.create>, @CurrentActor() actor: Actor) {
    return this.mailboxes.create(actor, body);
  }

  @Route(supportEmails.test)
  test({ body }: Input<typeof supportEmails.test>) {
    return this.mailboxes.test(body);
  }

  @Route(supportEmails.list)
  list() {
    return this.mailboxes.list();
  }

  @Route(supportEmails.get)
  get({ params }: Input<typeof supportEmails.get>) {
    return this.mailboxes.get(params.id);
  }

  @Route(supportEmails.update)
  update({ params, body }: Input<typeof supportEmails.update>, @CurrentActor() actor: Actor) {
    return this.mailboxes.update(actor, params.id, body);
  }

  @Route(supportEmails.remove)
  remove({ params }: Input<typeof supportEmails.remove>, @CurrentActor() actor: Actor) {
    return this.mailboxes.remove(actor, params.id);
  }

  @Route(supportEmails.watch)
  watch({ params }: Input<typeof supportEmails.watch>, @CurrentActor() actor: Actor) {
    return this.mailboxes.watch(actor, params.id);
  }

  @Route(supportEmails.stopWatch)
  stopWatch({ params }: Input<typeof supportEmails.stopWatch>, @CurrentActor() actor: Actor) {
    return this.mailboxes.stopWatch(actor, params.id);
  }
}
