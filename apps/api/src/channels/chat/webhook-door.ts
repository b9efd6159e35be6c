import { createHash, createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { WEBHOOK_BODY_LIMIT, type Output, type webhooks } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import { derivedKeys } from '../../kernel/config/derived-keys.ts';
import { ENVIRONMENT, type Environment } from '../../kernel/config/environment.ts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { RateLimiter } from '../../kernel/http/rate-limiter.ts';
import { IngestService, type LedgerEvent, type Outcome } from '../ingest/ingest.service.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import type { ChatProvider } from './chat-provider.ts';

type Accepted = Output<typeof webhooks.interakt>;
type Refused = Omit<Parameters<IngestService['reject']>[0], 'externalId'>;

/** Headers worth keeping beside a body; the rest may hold secrets or nothing. */
const signatureHeaders = ['interakt-signature', 'x-interakt-signature'];
const keptHeaders = [...signatureHeaders, 'user-agent', 'content-type', 'x-forwarded-for'];
/** Beside them, of what was refused: by it a secret that came in the address is known again, and cannot be read. */
const SECRET_DIGEST = 'secret-digest';
/** Of a body that is refused, so much is kept. */
const KEPT_OF_REFUSED = 65_536;
const WRONG_SIGNATURE = 'The signature does not fit the body.';
const WRONG_SECRET = 'The secret in its address is not that of the account.';
const NO_PROOF = 'It carries neither a signature nor a secret: nothing can show that it is genuine.';
const SWITCHED_OFF = 'The WhatsApp account is switched off.';
const nothingNew: Accepted = { received: true, duplicate: false };

/** Where providers hand in: who is it, is it genuine, kept, and only then acknowledged. */
@Injectable()
export class WebhookDoor {
  private readonly keys: ReturnType<typeof derivedKeys>;

  constructor(
    private readonly accounts: ChatAccountsService,
    private readonly ingest: IngestService,
    private readonly limiter: RateLimiter,
    @Inject(ENVIRONMENT) environment: Environment,
  ) {
    this.keys = derivedKeys(environment, 'refused webhook secrets');
  }

  /**
   * Takes one delivery. Of an account that is switched off it is kept without effect: the provider would give up an
   * address that refuses, and be silent when the account is switched on again.
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
    const query = request.query as Record<string, unknown>;
    if (!provider.verify({ headers, query, body }, account.webhookSecret)) {
      const { secret } = query;
      const kept = typeof secret === 'string' ? { ...headers, [SECRET_DIGEST]: this.digests(secret)[0]! } : headers;
      await this.refuse({ ...raw, headers: kept }, request.ip, whyNot(kept));
      throw new AppError('bad_signature');
    }
    if (reading.kind === 'unreadable') {
      await this.reject(raw, reading.reason);
      throw new AppError('bad_request', reading.reason);
    }
    const event = { ...raw, kind: reading.type, externalId: reading.externalId };
    const { duplicate } = account.isActive
      ? await this.ingest.accept(event)
      : await this.ingest.ignore(event, SWITCHED_OFF);
    return { received: true, duplicate };
  }

  /** Looks again at what was refused: with a corrected secret it may be genuine after all, and is then taken in. */
  async retake(provider: ChatProvider, event: LedgerEvent): Promise<Outcome> {
    const { headers, body, bodySize } = event;
    const account = event.accountId ? await this.accounts.byId(event.accountId) : undefined;
    if (!account) return { status: 'rejected', reason: 'The account is gone.' };
    if (!body || body.length < bodySize) return { status: 'rejected', reason: 'Only its beginning was kept.' };
    const isItsSecret = this.digests(account.webhookSecret).includes(headers[SECRET_DIGEST] ?? '');
    const query = isItsSecret ? { secret: account.webhookSecret } : {};
    if (!provider.verify({ headers, query, body }, account.webhookSecret))
      return { status: 'rejected', reason: whyNot(headers) };
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

  /** Of a secret, by the key of now and that of before. */
  private digests(secret: string): string[] {
    return this.keys.map((key) => createHmac('sha256', key).update(secret).digest('hex'));
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

function whyNot(headers: Record<string, string>): string {
  if (signatureHeaders.some((name) => name in headers)) return WRONG_SIGNATURE;
  return SECRET_DIGEST in headers ? WRONG_SECRET : NO_PROOF;
}

function pick(headers: FastifyRequest['headers']): Record<string, string> {
  return Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, String(value).toWellFormed().replaceAll('\0', '')]];
    }),
  );
}
