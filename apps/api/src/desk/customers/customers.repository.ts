import { Injectable } from '@nestjs/common';
import type { Customer } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ContactKind } from './contact-point.ts';

type IdentityJson = Customer['identities'];

@Injectable()
export class CustomersRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'customers' | 'customerIdentities'>();
  }

  async byIdentity(
    kind: ContactKind,
    value: string,
  ): Promise<{ id: string; name: string | null; optedIn: boolean | null } | undefined> {
    return this.db
      .selectFrom('customerIdentities')
      .innerJoin('customers', 'customers.id', 'customerIdentities.customerId')
      .select(['customers.id', 'customers.name', 'customerIdentities.optedIn'])
      .where('kind', '=', kind)
      .where('value', '=', value)
      .executeTakeFirst();
  }

  /** Serialises the creation of one identity until the transaction ends. */
  async lockIdentity(kind: ContactKind, value: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`identity:${kind}:${value}`}, 0))`.execute(this.db);
  }

  async setConsent(kind: ContactKind, value: string, optedIn: boolean): Promise<void> {
    await this.db
      .updateTable('customerIdentities')
      .set({ optedIn, optedInAt: new Date() })
      .where('kind', '=', kind)
      .where('value', '=', value)
      .execute();
  }

  async create(kind: ContactKind, value: string, name: string | null, optedIn: boolean | null): Promise<string> {
    const { id } = await this.db.insertInto('customers').values({ name }).returning('id').executeTakeFirstOrThrow();
    await this.db
      .insertInto('customerIdentities')
      .values({ customerId: id, kind, value, ...(optedIn === null ? {} : { optedIn, optedInAt: new Date() }) })
      .execute();
    return id;
  }

  async get(id: string) {
    return this.rows().where('customers.id', '=', id).executeTakeFirst();
  }

  /** Newest first; `search` finds part of a name, or the beginning of an address or number. */
  async page(search: string | undefined, after: string | undefined, limit: number) {
    let query = this.rows().orderBy('customers.id', 'desc').limit(limit);
    if (after) query = query.where('customers.id', '<', after);
    if (search) {
      const text = search.toLowerCase();
      const digits = search.replaceAll(/\D/g, '');
      query = query.where((eb) =>
        eb.or([
          eb('customers.name', 'ilike', `%${escapeLike(search)}%`),
          eb(
            'customers.id',
            'in',
            eb
              .selectFrom('customerIdentities')
              .select('customerId')
              .where((identity) =>
                identity.or([
                  identity('value', 'like', `${escapeLike(text)}%`),
                  ...(digits.length >= 5 ? [identity('value', 'like', `%${digits}%`)] : []),
                ]),
              ),
          ),
        ]),
      );
    }
    return query.execute();
  }

  async update(id: string, change: { name?: string; company?: string | null; isVip?: boolean }): Promise<boolean> {
    const row = await this.db
      .updateTable('customers')
      .set({ ...change, updatedAt: new Date() })
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  private rows() {
    return this.db
      .selectFrom('customers')
      .select([
        'customers.id',
        'customers.name',
        'customers.company',
        'customers.isVip',
        'customers.conversationCount',
        'customers.createdAt',
      ])
      .select(
        sql<IdentityJson>`coalesce((select json_agg(json_build_object('id', i.id, 'kind', i.kind, 'value', i.value, 'optedIn', i.opted_in) order by i.created_at)
          from customer_identities i where i.customer_id = customers.id), '[]')`.as('identities'),
      );
  }
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
