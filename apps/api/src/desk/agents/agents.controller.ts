import { Controller } from '@nestjs/common';
import { agents, teams, type Output } from '@switchboard/contracts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { AgentsService } from './agents.service.ts';

@Controller()
export class AgentsController {
  constructor(private readonly service: AgentsService) {}

  @Route(agents.list)
  async list(): Promise<Output<typeof agents.list>> {
    return { items: await this.service.list() };
  }

  @Route(teams.list)
  async teams(): Promise<Output<typeof teams.list>> {
    return { items: await this.service.teams() };
  }
}
