import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { presentAvailability } from '../../kernel/realtime/presence.service.ts';

@Injectable()
export class AgentsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'agents' | 'teams' | 'teamMembers'>();
  }

  list() {
    return this.db
      .selectFrom('agents')
      .select(['id', 'name', 'email'])
      .select(presentAvailability.as('availability'))
      .select((eb) =>
        sql<string[]>`array(select team_id from team_members where agent_id = ${eb.ref('agents.id')})`.as('teamIds'),
      )
      .where('deletedAt', 'is', null)
      .orderBy('name')
      .orderBy('id')
      .execute();
  }

  teams() {
    return this.db.selectFrom('teams').select(['id', 'slug', 'name']).orderBy('name').execute();
  }
}
