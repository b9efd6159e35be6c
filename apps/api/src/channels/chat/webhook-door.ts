import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { WEBHOOK_BODY_LIMIT, type Output, type webhooks } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { RateLimiter } from '../../kernel/http/rate-limiter.ts';
import { IngestService, type LedgerEvent, type Outcome } from '../ingest/ingest.service.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import type { ChatProvider } from './chat-provider.ts';

type Accepted = Output<typeof webhooks.interakt>;
type Refused = Omit<Parameters<IngestService['reject']>[0], 'externalId'>;

/** Headers worth keeping beside a body; the rest may hold secrets or nothing. */
const keptHeaders = ['interakt-signature', 'x-interakt-signature', 'user-agent', 'content-type', 'x-forwarded-for'];
/** Of a body that is refused, so much is kept. */
const KEPT_OF_REFUSED = 65_536;
const WRONG_SIGNATURE = 'The signature does not fit the body.';
const nothingNew: Accepted = { received: true, duplicate: false };

/** Where providers hand in: who is it, is it genuine, kept, and only then acknowledged. */
@Injectable()
export class WebhookDoor {
  constructor(
    private readonly accounts: ChatAccountsService,
    private readonly ingest: IngestService,
    private readonly limiter: RateLimiter,
  ) {}

  /**
   * Takes one delivery.
   *
   * @throws AppError `not_found` for an account that is not there, `bad_signature`, `bad_request` for a body that is
   * genuine but cannot be read; the last two, and what is `too_large`, are kept as rejected.
   */
  async take(provider: ChatProvider, slug: string | null, request: FastifyRequest): Promise<Accepted> {
    const account = found(await this.accounts.byWebhook(provider, slug), 'webhook');
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const headers = pick(request.headers);
    const raw = {
      provider: provider.name,
      account: account.slug,
      accountId: account.id,
      headers,
      contentType: headers['content-type'] ?? null,
      body,
      bodySize: body.length,
    };
    if (body.length > WEBHOOK_BODY_LIMIT) {
      await this.refuse(raw, request.ip, `It has ${body.length} bytes; up to ${WEBHOOK_BODY_LIMIT} are taken.`);
      throw new AppError('too_large');
    }
    const reading = provider.read(body);
    if (reading.kind === 'ping') return nothingNew;
    const isGenuine = provider.verify(
      { headers, query: request.query as Record<string, unknown>, body },
      account.webhookSecret,
    );
    if (!isGenuine) {
      await this.refuse(raw, request.ip, WRONG_SIGNATURE);
      throw new AppError('bad_signature');
    }
    if (reading.kind === 'unreadable') {
      await this.reject(raw, reading.reason);
      throw new AppError('bad_request', reading.reason);
    }
    const { duplicate } = await this.ingest.accept({ ...raw, kind: reading.type, externalId: reading.externalId });
    return { received: true, duplicate };
  }

  /** Looks again at what was refused: with a corrected secret it may be genuine after all, and is then taken in. */
  async retake(provider: ChatProvider, event: LedgerEvent): Promise<Outcome> {
    const { headers, body, bodySize } = event;
    const account = event.accountId ? await this.accounts.byId(event.accountId) : undefined;
    if (!account) return { status: 'rejected', reason: 'The account is gone.' };
    if (!body || body.length < bodySize) return { status: 'rejected', reason: 'Only its beginning was kept.' };
    if (!provider.verify({ headers, query: {}, body }, account.webhookSecret))
      return { status: 'rejected', reason: WRONG_SIGNATURE };
    const reading = provider.read(body);
    if (reading.kind === 'unreadable') return { status: 'rejected', reason: reading.reason };
    if (reading.kind === 'ping') return { status: 'ignored', reason: 'It is a test of the provider.' };
    const { contentType } = event;
    const raw = { provider: provider.name, account: account.slug, accountId: account.id, headers, contentType, body };
    const { duplicate, id } = await this.ingest.accept({
      ...raw,
      bodySize,
      kind: reading.type,
      externalId: reading.externalId,
    });
    return {
      status: 'processed',
      reason: duplicate ? 'It is genuine, and had been taken in meanwhile.' : `It is genuine: taken in as entry ${id}.`,
    };
  }

  /** Beyond its budget nothing of an address is kept: refused calls must not fill the ledger. */
  private async refuse(raw: Refused, address: string, reason: string): Promise<void> {
    await this.limiter.take('badWebhook', `address:${address}`);
    await this.reject(raw, reason);
  }

  /** The key is of the bytes and the signature, so it never takes the place of the genuine delivery. */
  private async reject(raw: Refused, reason: string): Promise<void> {
    const hash = createHash('sha256')
      .update(JSON.stringify(raw.headers))
      .update(raw.body ?? Buffer.alloc(0));
    const externalId = `rejected:${hash.digest('hex')}`;
    const body = raw.body?.subarray(0, KEPT_OF_REFUSED) ?? null;
    await this.ingest.reject({ ...raw, body, externalId }, reason);
  }
}

function pick(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value).toWellFormed().replaceAll('\0', '')]];
    }),
  );
}
