import { Injectable } from '@nestjs/common';
import type { Customer, customers, Input, Output } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, found, notFound } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { OrganisationService } from '../organisation/organisation.service.ts';
import { normaliseContactPoint, type ContactKind } from './contact-point.ts';
import { CustomersRepository, type Consent, type KnownIdentity } from './customers.repository.ts';

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
    return this.database.transaction(async () => {
      const known = await this.repository.byIdentity(point.kind, value);
      if (known) return this.heard(known, point);
      return (await this.create(point.kind, new Map([[value, point]]))).get(value)!;
    });
  }

  /**
   * Like resolving them one by one, by a few statements for all of them together. Of one that is given several times
   * the first counts, or the first that has a name.
   *
   * @returns in the order given
   */
  async resolveAll(kind: ContactKind, points: Omit<ContactPoint, 'kind'>[]): Promise<(ResolvedCustomer | null)[]> {
    const values = await Promise.all(points.map(({ value }) => this.normalise(kind, value)));
    const distinct = new Map<string, ContactPoint>();
    for (const [at, value] of values.entries()) {
      if (value !== null && !distinct.get(value)?.name) distinct.set(value, { ...points[at]!, kind });
    }
    // In one order everywhere: two that change the same customers wait for each other, never in a circle.
    const ordered = [...distinct].sort(([a], [b]) => (a < b ? -1 : 1));
    return this.database.transaction(async () => {
      const known = await this.repository.byIdentities(kind, [...distinct.keys()]);
      const found = await this.create(kind, new Map(ordered.filter(([value]) => !known.has(value))));
      for (const [value, point] of ordered) {
        const row = known.get(value);
        if (row) found.set(value, await this.heard(row, point));
      }
      return values.map((value) => (value === null ? null : found.get(value)!));
    });
  }

  /** Makes customers of contact points that were not known a moment ago, by the stored forms of these. */
  private async create(kind: ContactKind, points: Map<string, ContactPoint>): Promise<Map<string, ResolvedCustomer>> {
    const found = new Map<string, ResolvedCustomer>();
    if (points.size === 0) return found;
    const values = [...points.keys()];
    await this.repository.lockIdentities(kind, values);
    // Somebody else may have made them while we waited.
    const since = await this.repository.byIdentities(kind, values);
    for (const [value, row] of since) found.set(value, await this.heard(row, points.get(value)!));
    const missing = values.filter((value) => !since.has(value));
    const made = await this.repository.createAll(
      kind,
      missing.map((value) => {
        const { name, optedIn = null, saidAt = new Date() } = points.get(value)!;
        return { value, name: shortName(name), consent: optedIn === null ? null : saidByProvider(optedIn, saidAt) };
      }),
    );
    await this.events.append(
      ...missing.map((value) => ({
        type: 'customer.created' as const,
        payload: {},
        customerId: made.get(value)!.id,
      })),
    );
    for (const [value, { id, name }] of made) found.set(value, { id, name: name ?? value, value, created: true });
    return found;
  }

  /** Takes from a channel what it knows of somebody who is there already. */
  private async heard(known: KnownIdentity, { name, optedIn = null, saidAt }: ContactPoint): Promise<ResolvedCustomer> {
    const given = shortName(name);
    if (optedIn !== null && known.providerOptedIn !== optedIn)
      await this.consentHeard(known, optedIn, saidAt ?? new Date());
    if (!known.name && given) {
      await this.repository.update(known.id, { name: given });
      await this.renamed(known.id, given);
    }
    return { id: known.id, name: known.name ?? given ?? known.value, value: known.value, created: false };
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
  private async consentHeard(known: KnownIdentity, optedIn: boolean, at: Date): Promise<void> {
    const { id, identityId, providerOptedInAt } = known;
    if (providerOptedInAt && at < providerOptedInAt) return;
    await this.repository.setConsent(id, identityId, {
      ...saidByProvider(optedIn, at),
      optedInReason: null,
      optedInAgentId: null,
    });
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

function shortName(name: string | null): string | null {
  return name?.trim().slice(0, 200) || null;
}

function saidByProvider(optedIn: boolean, at: Date): Consent {
  return {
    optedIn,
    optedInAt: at,
    optedInSource: 'provider',
    providerOptedIn: optedIn,
    providerOptedInAt: at,
  };
}
