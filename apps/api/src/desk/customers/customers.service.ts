import { Injectable } from '@nestjs/common';
import type { Customer, customers, Input, Output } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, found, notFound } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { OrganisationService } from '../organisation/organisation.service.ts';
import { normaliseContactPoint, type ContactKind } from './contact-point.ts';
import { CustomersRepository } from './customers.repository.ts';

export interface ContactPoint {
  kind: ContactKind;
  value: string;
  /** What the channel calls the person; fills a name that is missing, never replaces one. */
  name: string | null;
  /** Whether the channel says that the person agreed to be written to there; null or absent where it does not say. */
  optedIn?: boolean | null;
  /** When it said so: what is older than what is known changes nothing. */
  saidAt?: Date;
}

export interface ResolvedCustomer {
  id: string;
  name: string;
  /** The contact point in its stored form. */
  value: string;
  created: boolean;
}

type RenameListener = (customerId: string, name: string) => Promise<void>;

@Injectable()
export class CustomersService {
  private readonly renameListeners: RenameListener[] = [];

  constructor(
    private readonly database: Database,
    private readonly repository: CustomersRepository,
    private readonly organisation: OrganisationService,
    private readonly events: EventLog,
  ) {}

  /** Calls `listener` in the transaction that gives a customer another name. */
  onRenamed(listener: RenameListener): void {
    this.renameListeners.push(listener);
  }

  /**
   * The customer behind a contact point, made when there is none. Two at once make one.
   *
   * @returns null when the value is no address or number at all.
   */
  async resolve(point: ContactPoint): Promise<ResolvedCustomer | null> {
    const value = await this.normalise(point.kind, point.value);
    if (value === null) return null;
    const given = point.name?.trim().slice(0, 200) || null;
    return this.database.transaction(async () => {
      let known = await this.repository.byIdentity(point.kind, value);
      if (!known) {
        await this.repository.lockIdentity(point.kind, value);
        known = await this.repository.byIdentity(point.kind, value);
      }
      const optedIn = point.optedIn ?? null;
      const saidAt = point.saidAt ?? new Date();
      if (known) {
        if (optedIn !== null && known.providerOptedIn !== optedIn) await this.consentHeard(known, optedIn, saidAt);
        if (!known.name && given) {
          await this.repository.update(known.id, { name: given });
          await this.renamed(known.id, given);
        }
        return { id: known.id, name: known.name ?? given ?? value, value, created: false };
      }
      const id = await this.repository.create(
        point.kind,
        value,
        given,
        optedIn === null ? {} : saidByProvider(optedIn, saidAt),
      );
      await this.events.append({ type: 'customer.created', payload: {}, customerId: id });
      return { id, name: given ?? value, value, created: true };
    });
  }

  /** Those behind contact points who are there and have a name; by the values as they were given. */
  async known(kind: ContactKind, values: string[]): Promise<Map<string, ResolvedCustomer>> {
    const stored = await Promise.all(values.map((value) => this.normalise(kind, value)));
    const rows = await this.repository.byIdentities(kind, [...new Set(stored.filter((value) => value !== null))]);
    const found = new Map<string, ResolvedCustomer>();
    for (const [index, value] of stored.entries()) {
      const row = value === null ? undefined : rows.get(value);
      if (value && row?.name) found.set(values[index]!, { id: row.id, name: row.name, value, created: false });
    }
    return found;
  }

  /** The stored form of an address or number; null when it is none. */
  async normalise(kind: ContactKind, value: string): Promise<string | null> {
    const { defaultCountry } = await this.organisation.current();
    return normaliseContactPoint(kind, value, defaultCountry);
  }

  async get(id: string): Promise<Customer> {
    return toCustomer(found(await this.repository.get(id), 'customer'));
  }

  async page({ search, cursor, limit }: Input<typeof customers.list>['query']): Promise<Output<typeof customers.list>> {
    const after = cursor ? readCursor(cursor)[0] : undefined;
    const rows = await this.repository.page(search, after, limit + 1);
    const items = rows.slice(0, limit).map(toCustomer);
    return { items, nextCursor: rows.length > limit ? writeCursor([items.at(-1)!.id]) : null };
  }

  async update(actor: Actor, id: string, change: Input<typeof customers.update>['body']): Promise<Customer> {
    return this.database.transaction(async () => {
      const fields = Object.keys(change);
      if (fields.length > 0) {
        if (!(await this.repository.update(id, change))) found(null, 'customer');
        if (change.name) await this.renamed(id, change.name);
        await this.events.append({
          type: 'customer.updated',
          payload: { fields },
          customerId: id,
          agentId: actor.agentId,
        });
      }
      return this.get(id);
    });
  }

  /** An agent heard it from the customer. @throws AppError `not_found` */
  async setConsent(
    actor: Actor,
    { id, identityId }: Input<typeof customers.setConsent>['params'],
    { optedIn, reason }: Input<typeof customers.setConsent>['body'],
  ): Promise<Customer> {
    return this.database.transaction(async () => {
      const consent = {
        optedIn,
        optedInAt: new Date(),
        optedInSource: 'agent',
        optedInReason: reason,
        optedInAgentId: actor.agentId,
      };
      if (!(await this.repository.setConsent(id, identityId, consent))) found(null, 'address or number');
      await this.events.append({
        type: 'customer.consent_changed',
        payload: { identityId, optedIn, source: 'agent', reason },
        customerId: id,
        agentId: actor.agentId,
      });
      return this.get(id);
    });
  }

  /** An agent heard that bulk mail is wanted again. @throws AppError `not_found`, `conflict` where it is not unsubscribed */
  async resubscribe(
    actor: Actor,
    { id, identityId }: Input<typeof customers.resubscribe>['params'],
    { reason }: Input<typeof customers.resubscribe>['body'],
  ): Promise<Customer> {
    return this.database.transaction(async () => {
      const since = await this.repository.resubscribe(id, identityId);
      if (since === undefined) throw notFound('address or number');
      if (since === null) throw new AppError('conflict', 'This address is not unsubscribed.');
      await this.events.append({
        type: 'customer.resubscribed',
        payload: { identityId, reason },
        customerId: id,
        agentId: actor.agentId,
      });
      return this.get(id);
    });
  }

  /** The provider repeats its word with every message: only a new word is heeded, so that it undoes no agent's record. */
  private async consentHeard(
    known: { id: string; identityId: string; providerOptedInAt: Date | null },
    optedIn: boolean,
    at: Date,
  ): Promise<void> {
    const { id, identityId, providerOptedInAt } = known;
    if (providerOptedInAt && at < providerOptedInAt) return;
    await this.repository.setConsent(id, identityId, saidByProvider(optedIn, at));
    await this.events.append({
      type: 'customer.consent_changed',
      payload: { identityId, optedIn, source: 'provider', reason: null },
      customerId: id,
      byCustomer: true,
    });
  }

  private async renamed(id: string, name: string): Promise<void> {
    for (const listener of this.renameListeners) await listener(id, name);
  }
}

type Row = NonNullable<Awaited<ReturnType<CustomersRepository['get']>>>;

function toCustomer(row: Row): Customer {
  const identities = row.identities.map(({ consent, unsubscribedAt, ...identity }) => ({
    ...identity,
    unsubscribedAt: unsubscribedAt && new Date(unsubscribedAt).toISOString(),
    consent: consent && { ...consent, at: new Date(consent.at).toISOString() },
  }));
  return { ...row, identities, createdAt: row.createdAt.toISOString() };
}

function saidByProvider(optedIn: boolean, at: Date) {
  return {
    optedIn,
    optedInAt: at,
    optedInSource: 'provider',
    optedInReason: null,
    optedInAgentId: null,
    providerOptedIn: optedIn,
    providerOptedInAt: at,
  };
}
