import type { whatsappProviders } from '@switchboard/contracts';

export type ChatProviderName = (typeof whatsappProviders)[number];

/** What a provider needs to know of an account. */
export interface ChatAccountAccess {
  apiBaseUrl: string;
  apiKey: string;
}

/** A webhook call as it came. */
export interface WebhookRequest {
  headers: Record<string, string>;
  query: Record<string, string>;
  body: Buffer;
}

/** What a webhook body is, as far as the door has to know. */
export type WebhookReading =
  /** A test of the connection: answered, not kept. */
  | { kind: 'ping' }
  | { kind: 'event'; type: string; externalId: string }
  /** Not what the provider sends: kept as rejected. */
  | { kind: 'unreadable'; reason: string };

export interface ReceivedMedia {
  url: string;
  filename: string;
  contentType: string;
}

/** What happened, in the terms of the desk, whoever reported it. */
export type NormalizedEvent =
  | {
      kind: 'message';
      externalId: string;
      phone: string;
      name: string | null;
      text: string;
      /** As in the contract's `Message.contentType`. */
      contentType: string;
      at: Date | null;
      media: ReceivedMedia | null;
      /** The provider's own fields, kept beside the message. */
      payload: object;
    }
  | {
      kind: 'status';
      externalId: string;
      /** Our id of the message, given back by the provider. */
      messageId: string | null;
      to: 'sent' | 'delivered' | 'read' | 'failed';
      at: Date | null;
      error: string | null;
    }
  | { kind: 'ignored'; reason: string };

export interface OutboundChat {
  /** Ours: comes back with each status. */
  messageId: string;
  /** E.164 */
  phone: string;
  customerName: string;
  text: string;
  media: { kind: 'image' | 'video' | 'audio' | 'document'; url: string; filename: string } | null;
}

export type SendOutcome =
  | { kind: 'accepted'; externalId: string }
  /** The provider said no, and would say it again. */
  | { kind: 'refused'; reason: string; isAuthentication: boolean }
  /** It was not taken; another try may succeed. */
  | { kind: 'try_later'; reason: string }
  /** It may have been taken: never sent again by itself. */
  | { kind: 'unknown'; reason: string };

/** One provider of chats. Adding one is one folder and one line in the registry. */
export interface ChatProvider {
  readonly name: ChatProviderName;
  readonly defaultApiBaseUrl: string;
  /** The path at which the API takes this provider's webhooks for an account. */
  webhookPath(slug: string): string;
  /** Whether the holder of the secret sent this; in constant time, over the raw bytes. */
  verify(request: WebhookRequest, secret: string): boolean;
  read(body: Buffer): WebhookReading;
  /** @throws Error for a body that {@link read} would not call an event */
  parse(body: Buffer): NormalizedEvent[];
  send(account: ChatAccountAccess, outbound: OutboundChat, signal: AbortSignal): Promise<SendOutcome>;
}
