import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { OrganisationService } from '../../../desk/organisation/organisation.service.ts';
import { derivedKeys } from '../../../kernel/config/derived-keys.ts';
import { ENVIRONMENT, publicUrl, type Environment } from '../../../kernel/config/environment.ts';
import { Database } from '../../../kernel/database/database.ts';
import { EventLog } from '../../../kernel/events/event-log.ts';
import { BulkRepliesRepository } from './bulk-replies.repository.ts';
import type { LinkedAddress } from './unsubscribe-page.ts';

const MARK_BYTES = 16;
const TOKEN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9a-f]{32})$/;

/** Addresses that want no bulk mail any more. Their links are signed, and never end: mails lie around for years. */
@Injectable()
export class UnsubscribesService {
  private readonly keys: ReturnType<typeof derivedKeys>;
  private readonly base: string;

  constructor(
    private readonly repository: BulkRepliesRepository,
    private readonly organisation: OrganisationService,
    private readonly database: Database,
    private readonly events: EventLog,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.keys = derivedKeys(environment, 'unsubscribe links');
    this.base = publicUrl(environment);
  }

  /** What a mail to many carries (RFC 2369, RFC 8058). */
  headersFor(identityId: string): Record<string, string> {
    const token = `${identityId}.${markOf(this.keys[0], identityId).toString('hex')}`;
    return {
      'List-Unsubscribe': `<${this.base}/unsubscribe/${token}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      Precedence: 'bulk',
    };
  }

  /** Whose mails come: the company's name. */
  async sender(): Promise<string> {
    return (await this.organisation.current()).name;
  }

  /** What a link is about; null for one that is not ours. */
  async linked(token: string): Promise<LinkedAddress | null> {
    const identityId = this.identityOf(token);
    const identity = identityId && (await this.repository.identity(identityId));
    if (!identity) return null;
    return {
      sender: await this.sender(),
      address: identity.value,
      isUnsubscribed: identity.unsubscribedAt !== null,
    };
  }

  /** Once and for all; what was done before is done. @returns null for a link that is not ours */
  async unsubscribe(token: string): Promise<LinkedAddress | null> {
    const linked = await this.linked(token);
    const identityId = this.identityOf(token);
    if (!linked || !identityId || linked.isUnsubscribed) return linked;
    await this.database.transaction(async () => {
      const customerId = await this.repository.unsubscribe(identityId);
      if (!customerId) return;
      await this.events.append({
        type: 'customer.unsubscribed',
        payload: { identityId },
        customerId,
        byCustomer: true,
      });
    });
    return { ...linked, isUnsubscribed: true };
  }

  /** The id of an address that a link names and that we have signed. */
  private identityOf(token: string): string | null {
    const [, identityId, mark] = TOKEN.exec(token) ?? [];
    if (!identityId || !mark) return null;
    const given = Buffer.from(mark, 'hex');
    return this.keys.some((key) => timingSafeEqual(given, markOf(key, identityId))) ? identityId : null;
  }
}

function markOf(key: Buffer, identityId: string): Buffer {
  return createHmac('sha256', key).update(identityId).digest().subarray(0, MARK_BYTES);
}
