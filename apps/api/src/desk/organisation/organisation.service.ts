import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { Database } from '../../kernel/database/database.ts';

const Organisation = z.object({ name: z.string(), timeZone: z.string(), defaultCountry: z.string().length(2) });
export type Organisation = z.infer<typeof Organisation>;

const CACHE_MILLISECONDS = 5000;

/** Settings of the company that runs this portal. */
@Injectable()
export class OrganisationService {
  private cached: { until: number; value: Promise<Organisation> } | null = null;

  constructor(private readonly database: Database) {}

  current(): Promise<Organisation> {
    if (this.cached && this.cached.until > Date.now()) return this.cached.value;
    const value = this.load();
    this.cached = { until: Date.now() + CACHE_MILLISECONDS, value };
    value.catch(() => (this.cached = null));
    return value;
  }

  private async load(): Promise<Organisation> {
    const row = await this.database
      .tables<'settings'>()
      .selectFrom('settings')
      .select('value')
      .where('key', '=', 'organisation')
      .executeTakeFirstOrThrow();
    return Organisation.parse(row.value);
  }
}
