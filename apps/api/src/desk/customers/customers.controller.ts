import { Controller } from '@nestjs/common';
import { customers, type Input } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { CustomersService } from './customers.service.ts';

@Controller()
export class CustomersController {
  constructor(private readonly customers: CustomersService) {}

  @Route(customers.list)
  list({ query }: Input<typeof customers.list>) {
    return this.customers.page(query);
  }

  @Route(customers.get)
  get({ params }: Input<typeof customers.get>) {
    return this.customers.get(params.id);
  }

  @Route(customers.setConsent)
  setConsent({ params, body }: Input<typeof customers.setConsent>, @CurrentActor() actor: Actor) {
    return this.customers.setConsent(actor, params, body);
  }

  @Route(customers.resubscribe)
  resubscribe({ params, body }: Input<typeof customers.resubscribe>, @CurrentActor() actor: Actor) {
    return this.customers.resubscribe(actor, params, body);
  }

  @Route(customers.update)
  update({ params, body }: Input<typeof customers.update>, @CurrentActor() actor: Actor) {
    return this.customers.update(actor, params.id, body);
  }
}
