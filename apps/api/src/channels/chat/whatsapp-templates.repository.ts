import { Injectable } from '@nestjs/common';
import type { TemplateButton, WhatsappTemplate } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ProviderTemplate } from './chat-provider.ts';

const columns = [
  'id',
  'accountId',
  'name',
  'language',
  'category',
  'headerFormat',
  'headerText',
  'body',
  'footer',
  'buttons',
  'status',
  'statusReason',
  'statusAt',
  'performance',
  'performanceAt',
  'syncedAt',
] as const;

type Row = Awaited<ReturnType<WhatsappTemplatesRepository['get']>>;
export type TemplateRow = NonNullable<Row>;

type Text = Pick<WhatsappTemplate, 'name' | 'language' | 'category' | 'headerFormat' | 'headerText' | 'footer'> & {
  body: string;
  buttons: TemplateButton[];
};

@Injectable()
export class WhatsappTemplatesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'whatsappTemplates'>();
  }

  async get(id: string) {
    return this.db.selectFrom('whatsappTemplates').select(columns).where('id', '=', id).executeTakeFirst();
  }

  /** By name, then language. */
  async page(
    accountId: string,
    filter: { search?: string | undefined; statuses?: readonly string[] | undefined },
    after: [name: string, language: string] | null,
    limit: number,
  ) {
    let query = this.db
      .selectFrom('whatsappTemplates')
      .select(columns)
      .where('accountId', '=', accountId)
      .orderBy('name')
      .orderBy('language')
      .limit(limit);
    if (filter.statuses) query = query.where('status', 'in', [...filter.statuses]);
    if (filter.search) {
      const part = `%${filter.search.replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`;
      query = query.where((eb) => eb.or([eb('name', 'ilike', part), eb('body', 'ilike', part)]));
    }
    if (after) query = query.where(sql<boolean>`(name, language) > (${after[0]}, ${after[1]})`);
    return query.execute();
  }

  /** What an administrator wrote down; approval is not theirs to say. */
  async register(accountId: string, text: Text): Promise<TemplateRow> {
    const { buttons, name, language, ...rest } = text;
    const written = { ...rest, buttons: JSON.stringify(buttons), updatedAt: new Date() };
    return this.db
      .insertInto('whatsappTemplates')
      .values({ accountId, name, language, ...written })
      .onConflict((conflict) => conflict.columns(['accountId', 'name', 'language']).doUpdateSet(written))
      .returning(columns)
      .executeTakeFirstOrThrow();
  }

  /** What the provider lists, as it is at `at`. */
  async listed(accountId: string, template: ProviderTemplate, at: Date): Promise<void> {
    const { buttons, providerId, name, language, status, ...text } = template;
    const fields = {
      ...text,
      providerTemplateId: providerId,
      buttons: JSON.stringify(buttons),
      syncedAt: at,
      updatedAt: at,
    };
    await this.db
      .insertInto('whatsappTemplates')
      .values({ accountId, name, language, ...fields, status, statusAt: at })
      .onConflict((conflict) =>
        conflict.columns(['accountId', 'name', 'language']).doUpdateSet((eb) => ({
          ...fields,
          status,
          statusAt: at,
          // The reason belongs to the state it was given for.
          statusReason: eb
            .case()
            .when('whatsappTemplates.status', '=', status)
            .then(eb.ref('whatsappTemplates.statusReason'))
            .else(null)
            .end(),
        })),
      )
      .execute();
  }

  /** A status that the provider reported; one that is older than what is known changes nothing. @returns whether it did */
  async setStatus(
    accountId: string,
    key: { name: string; language: string; providerId: string | null },
    change: { status: string; reason: string | null; at: Date },
  ): Promise<boolean> {
    const fields = {
      status: change.status,
      statusReason: change.reason,
      statusAt: change.at,
      updatedAt: new Date(),
      ...(key.providerId ? { providerTemplateId: key.providerId } : {}),
    };
    const row = await this.db
      .insertInto('whatsappTemplates')
      .values({ accountId, name: key.name, language: key.language, ...fields })
      .onConflict((conflict) =>
        conflict
          .columns(['accountId', 'name', 'language'])
          .doUpdateSet(fields)
          .where((eb) =>
            eb.or([eb('whatsappTemplates.statusAt', 'is', null), eb('whatsappTemplates.statusAt', '<=', change.at)]),
          ),
      )
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async setPerformance(
    accountId: string,
    key: { name: string; language: string; providerId: string | null },
    metrics: object,
    at: Date,
  ): Promise<boolean> {
    const fields = { performance: JSON.stringify(metrics), performanceAt: at, updatedAt: new Date() };
    const row = await this.db
      .insertInto('whatsappTemplates')
      .values({ accountId, name: key.name, language: key.language, providerTemplateId: key.providerId, ...fields })
      .onConflict((conflict) =>
        conflict
          .columns(['accountId', 'name', 'language'])
          .doUpdateSet(fields)
          .where((eb) =>
            eb.or([eb('whatsappTemplates.performanceAt', 'is', null), eb('whatsappTemplates.performanceAt', '<=', at)]),
          ),
      )
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }
}
