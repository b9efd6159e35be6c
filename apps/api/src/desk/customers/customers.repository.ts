import { Injectable } from '@nestjs/common';
import type { Customer } from '@switchboard/contracts';
import { sql, type Updateable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { CustomerIdentities } from '../../kernel/database/db.generated.ts';
import { insertRows } from '../../kernel/database/insert-rows.ts';
import { newId } from '../../kernel/database/new-id.ts';
import type { ContactKind } from './contact-point.ts';

type IdentityJson = Customer['identities'];

/** A contact point that is known, and whose it is. */
export interface KnownIdentity {
  id: string;
  name: string | null;
  identityId: string;
  value: string;
  providerOptedIn: boolean | null;
  providerOptedInAt: Date | null;
}

/** What a channel says of somebody's consent. */
export interface Consent {
  optedIn: boolean;
  optedInAt: Date;
  optedInSource: string;
  providerOptedIn: boolean;
  providerOptedInAt: Date;
}

@Injectable()
export class CustomersRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'customers' | 'customerIdentities'>();
  }

  async byIdentity(kind: ContactKind, value: string): Promise<KnownIdentity | undefined> {
    return this.identities().where('kind', '=', kind).where('value', '=', value).executeTakeFirst();
  }

  async byIdentities(kind: ContactKind, values: string[]): Promise<Map<string, KnownIdentity>> {
    const rows = await this.identities()
      .where('kind', '=', kind)
      .where((eb) => eb('value', '=', sql<string>`any(${values}::text[])`))
      .execute();
    return new Map(rows.map((row) => [row.value, row]));
  }

  private identities() {
    return this.db
      .selectFrom('customerIdentities')
      .innerJoin('customers', 'customers.id', 'customerIdentities.customerId')
      .select([
        'customers.id',
        'customers.name',
        'customerIdentities.id as identityId',
        'customerIdentities.value',
        'customerIdentities.providerOptedIn',
        'customerIdentities.providerOptedInAt',
      ]);
  }

  /** Serialises the creation of identities until the transaction ends; always in the same order. */
  async lockIdentities(kind: ContactKind, values: string[]): Promise<void> {
    const keys = values.map((value) => `identity:${kind}:${value}`).sort();
    await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${keys}::text[]) as key`.execute(
      this.db,
    );
  }

  /** @returns whether that customer has that identity */
  async setConsent(customerId: string, identityId: string, consent: Updateable<CustomerIdentities>): Promise<boolean> {
    const row = await this.db
      .updateTable('customerIdentities')
      .set(consent)
      .where('customerId', '=', customerId)
      .where('id', '=', identityId)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** @returns when it had unsubscribed, null when it had not; undefined when that customer has no such identity */
  async resubscribe(customerId: string, identityId: string): Promise<Date | null | undefined> {
    const identity = this.db
      .selectFrom('customerIdentities')
      .select('unsubscribedAt')
      .where('customerId', '=', customerId)
      .where('id', '=', identityId)
      .forUpdate();
    const before = await identity.executeTakeFirst();
    if (!before?.unsubscribedAt) return before?.unsubscribedAt;
    await this.db
      .updateTable('customerIdentities')
      .set({ unsubscribedAt: null })
      .where('id', '=', identityId)
      .execute();
    return before.unsubscribedAt;
  }

  /** Makes customers, each with one identity. @returns those identities, by their values */
  async createAll(
    kind: ContactKind,
    given: { value: string; name: string | null; consent: Consent | null }[],
  ): Promise<Map<string, KnownIdentity>> {
    const made = given.map((one) => ({ ...one, id: newId(), identityId: newId() }));
    await insertRows(
      this.database.tables<'customers'>(),
      'customers',
      made.map(({ id, name }) => ({ id, name })),
    );
    await insertRows(
      this.database.tables<'customerIdentities'>(),
      'customerIdentities',
      made.map(({ id, identityId, value, consent }) => ({
        id: identityId,
        customerId: id,
        kind,
        value,
        optedIn: consent?.optedIn ?? null,
        optedInAt: consent?.optedInAt ?? null,
        optedInSource: consent?.optedInSource ?? null,
        providerOptedIn: consent?.providerOptedIn ?? null,
        providerOptedInAt: consent?.providerOptedInAt ?? null,
      })),
    );
    return new Map(
      made.map(({ id, identityId, value, name, consent }) => [
        value,
        {
          id,
          identityId,
          value,
          name,
          providerOptedIn: consent?.providerOptedIn ?? null,
          providerOptedInAt: consent?.providerOptedInAt ?? null,
        },
      ]),
    );
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
        sql<IdentityJson>`coalesce((select json_agg(json_build_object('id', i.id, 'kind', i.kind, 'value', i.value, 'optedIn', i.opted_in,
          'consent', case when i.opted_in_at is not null then json_build_object('at', i.opted_in_at,
            'source', coalesce(i.opted_in_source, 'provider'), 'reason', i.opted_in_reason, 'agentName', a.name) end,
          'unsubscribedAt', i.unsubscribed_at)
          order by i.created_at)
          from customer_identities i left join agents a on a.id = i.opted_in_agent_id where i.customer_id = customers.id), '[]')`.as(
          'identities',
        ),
      );
  }
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, (character) => `\\${character}`);
}
