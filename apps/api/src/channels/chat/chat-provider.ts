import type {
  ChatShown,
  InteractiveChoices,
  TemplateButton,
  WhatsappTemplate,
  whatsappProviders,
} from '@switchboard/contracts';

export type ChatProviderName = (typeof whatsappProviders)[number];

/** What a provider needs to know of an account. */
export interface ChatAccountAccess {
  apiBaseUrl: string;
  apiKey: string;
}

/** A webhook call as it came. */
export interface WebhookRequest {
  headers: Record<string, string>;
  /** What came more than once is a list. */
  query: Record<string, unknown>;
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
      /** What the customer chose of our buttons or list. */
      choice: ChatShown['choice'];
      /** Whether the provider says that the customer agreed to be written to; null where it does not say. */
      optedIn: boolean | null;
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
      /** A button of the message that the customer tapped. */
      click: { text: string; link: string | null; at: Date | null } | null;
      /** The message itself, for one that was not sent from here; null where the provider does not say whom it went to. */
      sent: SentByOthers | null;
    }
  | {
      /** Answers to a workflow of the provider's own. It is told again at each step, with all answers so far. */
      kind: 'workflow';
      externalId: string;
      phone: string;
      name: string | null;
      title: string | null;
      answers: { question: string; answer: string }[];
      files: ReceivedMedia[];
      at: Date | null;
      payload: object;
    }
  | {
      /** The provider's word about the account as a whole. */
      kind: 'account';
      matter: string;
      severity: 'info' | 'warning' | 'critical';
      message: string;
      at: Date | null;
      details: object;
    }
  | {
      kind: 'template_status';
      template: TemplateKey;
      status: WhatsappTemplate['status'];
      reason: string | null;
      at: Date | null;
    }
  | { kind: 'template_performance'; template: TemplateKey; metrics: object; at: Date | null }
  | { kind: 'ignored'; reason: string };

/** A message of ours that a campaign or another system sent. */
export interface SentByOthers {
  origin: 'campaign' | 'api';
  phone: string;
  name: string | null;
  optedIn: boolean | null;
  text: string;
  contentType: string;
  template: { name: string; language: string } | null;
  header: string | null;
  footer: string | null;
  media: ReceivedMedia | null;
  at: Date | null;
  payload: object;
}

export interface TemplateKey {
  name: string;
  language: string;
  providerId: string | null;
}

/** A template as the provider lists it. */
export interface ProviderTemplate extends TemplateKey {
  category: string;
  headerFormat: WhatsappTemplate['headerFormat'];
  headerText: string | null;
  body: string;
  footer: string | null;
  buttons: TemplateButton[];
  status: WhatsappTemplate['status'];
}

/** A template with its values, as it is sent. */
export interface OutboundTemplate {
  name: string;
  language: string;
  /** The header's value is the address of a file. */
  hasFile: boolean;
  /** What the file is called; the end of its address where nobody said. */
  fileName?: string;
  headerValues: string[];
  bodyValues: string[];
  buttonValues: Record<string, string>;
}

/** What the customer may choose from. */
export interface OutboundInteractive {
  header: string | null;
  footer: string | null;
  choices: InteractiveChoices;
}

/** The provider was asked for something and did not give it; the message has its words. */
export class ProviderRefusal extends Error {}

export interface OutboundChat {
  /** Ours: comes back with each status. */
  messageId: string;
  /** E.164 */
  phone: string;
  customerName: string;
  text: string;
  media: { kind: 'image' | 'video' | 'audio' | 'document'; url: string; filename: string } | null;
  /** In place of text and media. */
  template: OutboundTemplate | null;
  /** Buttons or a list below the text. */
  interactive: OutboundInteractive | null;
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
  /** All templates of the account. @throws ProviderRefusal */
  templates(account: ChatAccountAccess, signal: AbortSignal): Promise<ProviderTemplate[]>;
}
