import { Controller } from '@nestjs/common';
import { ledger, type Input } from '@switchboard/contracts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { LedgerService } from './ledger.service.ts';

@Controller()
export class LedgerController {
  constructor(private readonly ledger: LedgerService) {}

  @Route(ledger.list)
  list({ query }: Input<typeof ledger.list>) {
    return this.ledger.page(query);
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
