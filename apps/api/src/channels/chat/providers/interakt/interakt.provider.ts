import { Injectable } from '@nestjs/common';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { OutboundError, OutboundHttp, type OutboundResponse } from '../../../../kernel/net/outbound-http.ts';
import type {
  ChatAccountAccess,
  ChatProvider,
  NormalizedEvent,
  OutboundChat,
  SendOutcome,
  WebhookReading,
  WebhookRequest,
} from '../../chat-provider.ts';
import { classifyAnswer, type InteraktAnswer } from './interakt-failures.ts';
import { isSignedBy } from './interakt-signature.ts';
import { parseWebhook, readWebhook } from './interakt-webhook.ts';

const TIMEOUT_MILLISECONDS = 15_000;
const ANSWER_LIMIT = 1_048_576;

const types = { image: 'Image', video: 'Video', audio: 'Audio', document: 'Document' } as const;

/** WhatsApp through Interakt. */
@Injectable()
export class InteraktProvider implements ChatProvider {
  readonly name = 'interakt';
  readonly defaultApiBaseUrl = 'https://api.interakt.ai';

  constructor(private readonly http: OutboundHttp) {}

  webhookPath(slug: string): string {
    return `/webhooks/interact/${slug}`;
  }

  verify(request: WebhookRequest, secret: string): boolean {
    return isSignedBy(secret, request);
  }

  read(body: Buffer): WebhookReading {
    return readWebhook(body);
  }

  parse(body: Buffer): NormalizedEvent[] {
    return parseWebhook(body);
  }

  /** A customer that Interakt does not know is made known to it, and the message sent once more. */
  async send(account: ChatAccountAccess, outbound: OutboundChat, signal: AbortSignal): Promise<SendOutcome> {
    const first = await this.post(account, '/v1/public/message/', toMessage(outbound), signal);
    if (first.kind !== 'unknown_customer') return first;
    const known = await this.track(account, outbound, signal);
    if (!known) return { kind: 'try_later', reason: first.reason };
    const second = await this.post(account, '/v1/public/message/', toMessage(outbound), signal);
    return second.kind === 'unknown_customer'
      ? { kind: 'refused', reason: second.reason, isAuthentication: false }
      : second;
  }

  private async track(account: ChatAccountAccess, outbound: OutboundChat, signal: AbortSignal): Promise<boolean> {
    const number = parsePhoneNumberFromString(outbound.phone);
    if (!number) return false;
    const body = {
      countryCode: `+${number.countryCallingCode}`,
      phoneNumber: number.nationalNumber,
      traits: { name: outbound.customerName },
    };
    try {
      const { status } = await this.call(account, '/v1/public/track/users/', body, signal);
      return status >= 200 && status < 300;
    } catch (error) {
      if (error instanceof OutboundError) return false;
      throw error;
    }
  }

  private async post(
    account: ChatAccountAccess,
    path: string,
    body: object,
    signal: AbortSignal,
  ): Promise<InteraktAnswer> {
    try {
      const { status, body: answer } = await this.call(account, path, body, signal);
      return classifyAnswer(status, answer);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      // There is no idempotency key: what may have been taken is never sent twice.
      return error.reached
        ? { kind: 'unknown', reason: `${error.message}. It may have been sent; a status will tell.` }
        : { kind: 'try_later', reason: error.message };
    }
  }

  private call(account: ChatAccountAccess, path: string, body: object, signal: AbortSignal): Promise<OutboundResponse> {
    return this.http.send({
      method: 'POST',
      url: account.apiBaseUrl.replace(/\/+$/, '') + path,
      headers: { 'content-type': 'application/json', authorization: `Basic ${account.apiKey}` },
      body: JSON.stringify(body),
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      maxBytes: ANSWER_LIMIT,
      trustedOrigin: URL.parse(account.apiBaseUrl)?.origin,
      signal,
    });
  }
}

function toMessage({ messageId, phone, text, media }: OutboundChat): object {
  const common = { fullPhoneNumber: digitsOf(phone), callbackData: messageId };
  if (!media) return { ...common, type: 'Text', data: { message: text } };
  return { ...common, type: types[media.kind], data: { message: text, mediaUrl: media.url, fileName: media.filename } };
}

function digitsOf(phone: string): string {
  return phone.replace(/^\+/, '');
}
