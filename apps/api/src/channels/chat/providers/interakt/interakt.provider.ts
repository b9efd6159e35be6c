import { Injectable } from '@nestjs/common';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { OutboundError, OutboundHttp, type OutboundResponse } from '../../../../kernel/net/outbound-http.ts';
import { ProviderRefusal } from '../../chat-provider.ts';
import type {
  ChatAccountAccess,
  ChatProvider,
  NormalizedEvent,
  OutboundChat,
  OutboundTemplate,
  ProviderTemplate,
  SendOutcome,
  WebhookReading,
  WebhookRequest,
} from '../../chat-provider.ts';
import { jsonIn } from '../../webhook-json.ts';
import { classifyAnswer, type InteraktAnswer } from './interakt-failures.ts';
import { isSignedBy } from './interakt-signature.ts';
import { toInteractive } from './interakt-interactive.ts';
import { readTemplates, TEMPLATE_PAGES, templatesPath } from './interakt-templates.ts';
import { parseWebhook, readWebhook } from './interakt-webhook.ts';

const TIMEOUT_MILLISECONDS = 15_000;
const ANSWER_LIMIT = 1_048_576;
const LIST_LIMIT = 8_388_608;

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

  /** Page after page: Interakt heeds `offset` and answers about a hundred at once. */
  async templates(account: ChatAccountAccess, signal: AbortSignal): Promise<ProviderTemplate[]> {
    const all: ProviderTemplate[] = [];
    for (let page = 0, offset = 0; page < TEMPLATE_PAGES; page++) {
      const read = await this.templatesAt(account, offset, signal);
      all.push(...read.templates);
      offset += read.count;
      if (read.count === 0) break;
    }
    return all;
  }

  private async templatesAt(account: ChatAccountAccess, offset: number, signal: AbortSignal) {
    try {
      const { status, body } = await this.call(account, 'GET', templatesPath(offset), null, signal);
      const read = status === 200 ? readTemplates(jsonIn(body.toString('utf8'))) : null;
      if (read) return read;
      throw new ProviderRefusal(
        status === 401 || status === 403
          ? 'Interakt refused the API key.'
          : `Interakt gave no list of templates (${status}).`,
      );
    } catch (error) {
      if (error instanceof OutboundError) throw new ProviderRefusal(error.message);
      throw error;
    }
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
      const { status } = await this.call(account, 'POST', '/v1/public/track/users/', body, signal);
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
      const { status, body: answer } = await this.call(account, 'POST', path, body, signal);
      return classifyAnswer(status, answer);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      // There is no idempotency key: what may have been taken is never sent twice.
      return error.reached
        ? { kind: 'unknown', reason: `${error.message}. It may have been sent; a status will tell.` }
        : { kind: 'try_later', reason: error.message };
    }
  }

  private call(
    account: ChatAccountAccess,
    method: 'GET' | 'POST',
    path: string,
    body: object | null,
    signal: AbortSignal,
  ): Promise<OutboundResponse> {
    return this.http.send({
      method,
      url: account.apiBaseUrl.replace(/\/+$/, '') + path,
      headers: { 'content-type': 'application/json', authorization: `Basic ${account.apiKey}` },
      ...(body ? { body: JSON.stringify(body) } : {}),
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      maxBytes: method === 'GET' ? LIST_LIMIT : ANSWER_LIMIT,
      trustedOrigin: URL.parse(account.apiBaseUrl)?.origin,
      signal,
    });
  }
}

function toMessage({ messageId, phone, text, media, template, interactive }: OutboundChat): object {
  const common = { fullPhoneNumber: digitsOf(phone), callbackData: messageId };
  if (template) return { ...common, type: 'Template', template: toTemplate(template) };
  if (interactive) return { ...common, ...toInteractive(text, interactive) };
  if (!media) return { ...common, type: 'Text', data: { message: text } };
  return { ...common, type: types[media.kind], data: { message: text, mediaUrl: media.url, fileName: media.filename } };
}

function toTemplate({
  name,
  language,
  hasFile,
  fileName,
  headerValues,
  bodyValues,
  buttonValues,
}: OutboundTemplate): object {
  const buttons = Object.entries(buttonValues);
  return {
    name,
    languageCode: language,
    ...(headerValues.length > 0 ? { headerValues } : {}),
    ...(hasFile
      ? {
          fileName:
            fileName ??
            (URL.parse(headerValues[0] ?? '')
              ?.pathname.split('/')
              .at(-1) ||
              'file'),
        }
      : {}),
    bodyValues,
    ...(buttons.length > 0 ? { buttonValues: Object.fromEntries(buttons.map(([at, value]) => [at, [value]])) } : {}),
  };
}

function digitsOf(phone: string): string {
  return phone.replace(/^\+/, '');
}
