import { Readable } from 'node:stream';
import { Controller, Res } from '@nestjs/common';
import { ledger, type Input } from '@switchboard/contracts';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { LedgerOverviewService } from './ledger-overview.service.ts';
import { LedgerReplaysService } from './ledger-replays.service.ts';
import { LedgerService } from './ledger.service.ts';

@Controller()
export class LedgerController {
  constructor(
    private readonly ledger: LedgerService,
    private readonly overview: LedgerOverviewService,
    private readonly replaying: LedgerReplaysService,
  ) {}

  @Route(ledger.list)
  list({ query }: Input<typeof ledger.list>) {
    return this.ledger.page(query);
  }

  @Route(ledger.accounts)
  accounts() {
    return this.overview.accounts();
  }

  @Route(ledger.export)
  export({ query }: Input<typeof ledger.export>, @Res() reply: FastifyReply) {
    return reply
      .header('content-type', 'text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="ledger.csv"')
      .send(Readable.from(this.ledger.csv(query)));
  }

  @Route(ledger.replays)
  replays() {
    return this.replaying.newest();
  }

  @Route(ledger.replayMany)
  replayMany({ body }: Input<typeof ledger.replayMany>, @CurrentActor() actor: Actor) {
    return this.replaying.start(actor, body);
  }

  @Route(ledger.stopReplay)
  stopReplay({ params }: Input<typeof ledger.stopReplay>) {
    return this.replaying.stop(params.id);
  }

  @Route(ledger.get)
  get({ params }: Input<typeof ledger.get>) {
    return this.ledger.get(params.id);
  }

  @Route(ledger.replay)
  replay({ params }: Input<typeof ledger.replay>) {
    return this.ledger.replay(params.id);
  }
}
