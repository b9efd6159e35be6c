import { Controller } from '@nestjs/common';
import { signatures, type Input } from '@switchboard/contracts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { CurrentActor } from '../../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { SignaturesService } from './signatures.service.ts';

@Controller()
export class SignaturesController {
  constructor(private readonly signatures: SignaturesService) {}

  @Route(signatures.mine)
  mine(_input: Input<typeof signatures.mine>, @CurrentActor() actor: Actor) {
    return this.signatures.mine(actor);
  }

  @Route(signatures.saveMine)
  saveMine({ body }: Input<typeof signatures.saveMine>, @CurrentActor() actor: Actor) {
    return this.signatures.saveMine(actor, body.text);
  }

  @Route(signatures.ofMailbox)
  ofMailbox({ params }: Input<typeof signatures.ofMailbox>) {
    return this.signatures.ofMailbox(params.id);
  }

  @Route(signatures.saveOfMailbox)
  saveOfMailbox({ params, body }: Input<typeof signatures.saveOfMailbox>) {
    return this.signatures.saveOfMailbox(params.id, body.text);
  }

  @Route(signatures.preview)
  preview({ params }: Input<typeof signatures.preview>, @CurrentActor() actor: Actor) {
    return this.signatures.preview(actor, params.id);
  }
}
