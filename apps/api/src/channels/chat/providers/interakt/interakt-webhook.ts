import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { NormalizedEvent, SentByOthers, WebhookReading } from '../../chat-provider.ts';
import { readJsonObject, UnreadableBody } from '../../webhook-json.ts';
import { failureText } from './interakt-failures.ts';
import { newsOf } from './interakt-news.ts';
import { contentOf, sentContentOf } from './message-content.ts';
import { lastAnswerOf, workflowOf } from './interakt-workflows.ts';

type Status = Extract<NormalizedEvent, { kind: 'status' }>;

const text = z.string().nullish().catch(null);

/** Read with care: fields come and go between plans and versions, and none but the id is worth losing a message for. */
const Message = z.looseObject({
  id: z.string().min(1).max(200),
  message_content_type: text,
  // A text everywhere but where some plan hands over what is meant to be the text of it.
  message: z.preprocess((said) => (typeof said === 'object' && said !== null ? JSON.stringify(said) : said), text),
  media_url: text,
  url: text,
  received_at_utc: text,
  delivered_at_utc: text,
  seen_at_utc: text,
  channel_failure_reason: text,
  channel_error_code: z.coerce.string().nullish().catch(null),
  raw_template: text,
  is_template_message: z.boolean().nullish().catch(null),
  meta_data: z.looseObject({}).nullish().catch(null),
  metadata: z.looseObject({}).nullish().catch(null),
});
export type InteraktMessage = z.infer<typeof Message>;

const Customer = z.looseObject({
  channel_phone_number: text,
  phone_number: text,
  country_code: text,
  traits: z.looseObject({ name: text }).nullish().catch(null),
});

const states = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // Who taps a button has read the message.
  clicked: 'read',
  failed: 'failed',
} as const;

/** `message_api_read`, `message_campaign_failed`, … */
const statusType = /^message_(api|campaign)_(sent|delivered|read|clicked|failed)$/;

export function readWebhook(body: Buffer): WebhookReading {
  try {
    const webhook = readJsonObject(body);
    const type = typeof webhook['type'] === 'string' ? webhook['type'].slice(0, 100) : '';
    if (type === 'Webhook Test') return { kind: 'ping' };
    if (type === '') return { kind: 'unreadable', reason: 'The body has no type.' };
    return { kind: 'event', type, externalId: keyOf(type, webhook, body) };
  } catch (error) {
    if (error instanceof UnreadableBody) return { kind: 'unreadable', reason: error.message };
    throw error;
  }
}

export function parseWebhook(body: Buffer): NormalizedEvent[] {
  const webhook = readJsonObject(body);
  const type = String(webhook['type']);
  const data = record(webhook['data']);
  if (type === 'message_received') return [received(data)];
  const [, origin, state] = statusType.exec(type) ?? [];
  if (origin && state) {
    const click = state === 'clicked' ? clickOf(webhook, data) : null;
    return [statusOf(states[state as keyof typeof states], origin as 'api' | 'campaign', data, click)];
  }
  if (type === 'workflow_response_update') return [workflowOf(data, timeOf(webhook))];
  const news = newsOf(type, data, timeOf(webhook));
  if (news) return [news];
  return [{ kind: 'ignored', reason: `Nothing follows from ${type.slice(0, 100)}.` }];
}

/** One key per thing that happened: a message, one status of a message, one answer of a workflow. */
function keyOf(type: string, webhook: Record<string, unknown>, body: Buffer): string {
  const data = record(webhook['data']);
  const id = record(data['message'])['id'];
  if (typeof id === 'string' && id !== '') {
    if (type === 'message_received') return `msg:${id}`;
    // A customer may tap several buttons of one message.
    const click = type.endsWith('_clicked') ? clickOf(webhook, data) : null;
    return click ? `status:${id}:${type}:${hash(Buffer.from(JSON.stringify(click)))}` : `status:${id}:${type}`;
  }
  if (type === 'workflow_response_update' && typeof data['id'] === 'string') {
    const last = lastAnswerOf(data);
    if (last) return `workflow:${data['id']}:${last}`;
  }
  return `sha256:${hash(body)}`;
}

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A tap: on a link in `event`, inside of `data` or beside it; on a quick reply in the message's `meta_data`. */
function clickOf(webhook: Record<string, unknown>, data: Record<string, unknown>): Status['click'] {
  const message = record(data['message']);
  const meta = record(message['meta_data'] ?? message['metadata']);
  const at = [record(data['event']), record(webhook['event']), meta].find((place) => 'button_text' in place);
  if (!at || typeof at['button_text'] !== 'string') return null;
  const link = at['button_link'];
  return {
    text: at['button_text'].slice(0, 200),
    link: typeof link === 'string' && link !== '' ? link.slice(0, 2000) : null,
    at: toDate(typeof at['click_timestamp'] === 'string' ? at['click_timestamp'] : null),
  };
}

function received(data: Record<string, unknown>): NormalizedEvent {
  const message = Message.safeParse(data['message']);
  if (!message.success) return { kind: 'ignored', reason: 'The message has no id.' };
  const customer = customerOf(data);
  if (!customer) return { kind: 'ignored', reason: 'The message says no number it came from.' };
  return {
    kind: 'message',
    externalId: message.data.id,
    ...customer,
    at: toDate(message.data.received_at_utc),
    ...contentOf(message.data),
    payload: message.data,
  };
}

/** @returns null where no number is said */
function customerOf(data: Record<string, unknown>): Pick<SentByOthers, 'phone' | 'name' | 'optedIn'> | null {
  const customer = Customer.safeParse(data['customer']);
  const { channel_phone_number: full, phone_number: national, country_code: code, traits } = customer.data ?? {};
  const phone = full ?? (national ? `${code ?? ''}${national}` : null);
  if (!phone) return null;
  return {
    phone: full && !full.startsWith('+') ? `+${full}` : phone,
    name: traits?.name?.trim() || null,
    optedIn: typeof traits?.['whatsapp_opted_in'] === 'boolean' ? traits['whatsapp_opted_in'] : null,
  };
}

function statusOf(
  to: Status['to'],
  origin: SentByOthers['origin'],
  data: Record<string, unknown>,
  click: Status['click'],
): NormalizedEvent {
  const parsed = Message.safeParse(data['message']);
  if (!parsed.success) return { kind: 'ignored', reason: 'The status names no message.' };
  const message = parsed.data;
  const at = {
    sent: message.received_at_utc,
    delivered: message.delivered_at_utc,
    read: message.seen_at_utc,
    failed: null,
  };
  const customer = customerOf(data);
  const ours = record(record(message.meta_data ?? message.metadata)['source_data'])['callback_data'];
  return {
    kind: 'status',
    externalId: message.id,
    messageId: typeof ours === 'string' && z.uuid().safeParse(ours).success ? ours : null,
    to,
    at: toDate(at[to]),
    error: to === 'failed' ? failureText(message.channel_error_code, message.channel_failure_reason) : null,
    click,
    sent: customer && {
      origin,
      ...customer,
      ...sentContentOf(message),
      at: toDate(message.received_at_utc),
      payload: message,
    },
  };
}

/** Times are naive UTC, with a zone in an older shape. */
function toDate(value: string | null | undefined): Date | null {
  if (!value) return null;
  const iso = value.trim().replace(' ', 'T');
  const date = new Date(/(Z|[+-]\d{2}:?\d{2})$/.test(iso) ? iso.replace(/([+-]\d{2})(\d{2})$/, '$1:$2') : `${iso}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function timeOf(webhook: Record<string, unknown>): Date | null {
  return toDate(typeof webhook['timestamp'] === 'string' ? webhook['timestamp'] : null);
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
