import type { Person } from '../people.ts';
import type { ChatMessage, ChatStatus } from './chats.ts';

export type ReportedStatus = Exclude<ChatStatus, 'queued'>;

/** Interakt writes naive UTC with microseconds. */
function naiveUtc(iso: string): string {
  return `${iso.slice(0, -1)}000`;
}

function customerOf(person: Person) {
  // Only numbers whose country code is certain are split, as in the older shape of these webhooks.
  const split = /^(\+91|\+1)(\d{10})$/.exec(person.phone);
  return {
    id: person.id,
    channel_phone_number: person.phone.slice(1),
    ...(split ? { phone_number: split[2], country_code: split[1] } : {}),
    traits: { name: person.name, whatsapp_opted_in: true, email: person.email },
  };
}

/** The webhook body of a message that the customer wrote. */
export function messageReceived(person: Person, message: ChatMessage): object {
  return {
    version: '1.0',
    timestamp: naiveUtc(new Date().toISOString()),
    type: 'message_received',
    data: {
      customer: customerOf(person),
      message: {
        id: message.id,
        chat_message_type: 'CustomerMessage',
        channel_failure_reason: null,
        message_status: 'Sent',
        received_at_utc: naiveUtc(message.at),
        delivered_at_utc: null,
        seen_at_utc: null,
        campaign_id: null,
        is_template_message: false,
        raw_template: null,
        channel_error_code: null,
        message_content_type: message.contentType,
        media_url: message.media?.url ?? null,
        message: message.text,
        meta_data: {},
      },
    },
  };
}

/** The webhook body that reports what became of a message sent through the API. */
export function messageStatus(
  person: Person,
  message: ChatMessage,
  status: ReportedStatus,
  errorCode: string | null,
): object {
  const reached = (wanted: ReportedStatus[]) => wanted.includes(status);
  return {
    version: '1.0',
    timestamp: naiveUtc(new Date().toISOString()),
    type: `message_api_${status}`,
    data: {
      customer: customerOf(person),
      message: {
        id: message.id,
        chat_message_type: 'PublicApiMessage',
        channel_failure_reason: status === 'failed' ? message.failure : null,
        message_status: status[0]?.toUpperCase() + status.slice(1),
        received_at_utc: naiveUtc(message.at),
        delivered_at_utc: reached(['delivered', 'read']) ? naiveUtc(message.deliveredAt ?? message.at) : null,
        seen_at_utc: reached(['read']) ? naiveUtc(message.readAt ?? message.at) : null,
        campaign_id: null,
        is_template_message: message.contentType === 'Template',
        raw_template: null,
        channel_error_code: status === 'failed' ? errorCode : null,
        message_content_type: message.contentType,
        media_url: message.media?.url ?? null,
        message: message.text,
        meta_data: { source: 'PublicInterakt', source_data: { callback_data: message.callbackData ?? '' } },
      },
    },
  };
}
