import { Injectable } from '@nestjs/common';
import type { AgentSummary, Team } from '@switchboard/contracts';
import { AgentsRepository } from './agents.repository.ts';

/** The people of the portal and their teams. */
@Injectable()
export class AgentsService {
  constructor(private readonly repository: AgentsRepository) {}

  async list(): Promise<AgentSummary[]> {
    const rows = await this.repository.list();
    return rows.map((row) => ({ ...row, availability: row.availability as AgentSummary['availability'] }));
  }

  teams(): Promise<Team[]> {
    return this.repository.teams();
  }
}
