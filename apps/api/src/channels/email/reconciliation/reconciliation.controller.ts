import { Controller } from '@nestjs/common';
import { mailboxChecks, type Input } from '@switchboard/contracts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { CurrentActor } from '../../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { MailboxChecksService } from './mailbox-checks.service.ts';

@Controller()
export class ReconciliationController {
  constructor(private readonly checks: MailboxChecksService) {}

  @Route(mailboxChecks.start)
  start({ params }: Input<typeof mailboxChecks.start>, @CurrentActor() actor: Actor) {
    return this.checks.start(actor, params.id);
  }

  @Route(mailboxChecks.list)
  list({ params }: Input<typeof mailboxChecks.list>) {
    return this.checks.newest(params.id);
  }

  @Route(mailboxChecks.findings)
  findings({ params, query }: Input<typeof mailboxChecks.findings>) {
    return this.checks.findings(params, query);
  }
}
