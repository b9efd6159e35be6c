import { Controller } from '@nestjs/common';
import { acknowledgements, type Input } from '@switchboard/contracts';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { AcknowledgementsService } from './acknowledgements.service.ts';

@Controller()
export class AcknowledgementsController {
  constructor(private readonly acknowledgements: AcknowledgementsService) {}

  @Route(acknowledgements.get)
  get({ params }: Input<typeof acknowledgements.get>) {
    return this.acknowledgements.of(params.id);
  }

  @Route(acknowledgements.save)
  save({ params, body }: Input<typeof acknowledgements.save>) {
    return this.acknowledgements.save(params.id, body);
  }
}
