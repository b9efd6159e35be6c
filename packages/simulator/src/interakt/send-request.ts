import { InvalidInput, toE164 } from '../people.ts';
import type { ChatChoice, ChatFrame } from './chats.ts';

/** A send that Interakt would take, in the terms of the chat it goes to. */
export interface SendRequest {
  readonly phone: string;
  readonly callbackData: string | null;
  readonly contentType: string;
  readonly text: string;
  readonly media: { url: string; filename: string } | null;
  /** Buttons or rows of a list that the customer may choose. */
  readonly choices: readonly ChatChoice[];
  readonly frame: ChatFrame | null;
  readonly isTemplate: boolean;
  readonly template: { name: string; language: string; values: string[] } | null;
}

const CALLBACK_DATA_LIMIT = 512;
const mediaTypes = ['Image', 'Document', 'Video', 'Audio'];
const freeTypes = new Set(['Text', ...mediaTypes, 'InteractiveButton', 'InteractiveList']);

type Fields = Record<string, unknown>;

/**
 * Reads the body of `POST /v1/public/message/`.
 *
 * @throws {InvalidInput} with the words of the 400 that Interakt answers
 */
export function readSendRequest(body: unknown): SendRequest {
  const fields = object(body, 'Request body should be a JSON object');
  const phone = readPhone(fields);
  const callbackData = text(fields['callbackData']);
  if (callbackData && callbackData.length > CALLBACK_DATA_LIMIT) {
    throw new InvalidInput(`callbackData should not be longer than ${CALLBACK_DATA_LIMIT} characters`);
  }
  const type = text(fields['type']) ?? '';
  const common = { phone, callbackData };
  if (type === 'Template') return { ...common, ...readTemplate(fields['template']) };
  if (!freeTypes.has(type)) throw new InvalidInput(`Please correct the following error - Invalid message type ${type}`);
  const data = object(fields['data'], 'Please correct the following error - data is required');
  if (type === 'InteractiveButton' || type === 'InteractiveList') {
    return { ...common, contentType: type, media: null, isTemplate: false, template: null, ...readInteractive(data) };
  }
  const message = text(data['message']) ?? '';
  const mediaUrl = text(data['mediaUrl']);
  if (mediaTypes.includes(type) && !mediaUrl)
    throw new InvalidInput('Please correct the following error - mediaUrl is required');
  if (type === 'Text' && !message) throw new InvalidInput('Please correct the following error - message is required');
  return {
    ...common,
    contentType: type,
    text: message,
    media: mediaUrl ? { url: mediaUrl, filename: text(data['fileName']) ?? 'file' } : null,
    choices: [],
    frame: null,
    isTemplate: false,
    template: null,
  };
}

/** The number a body addresses: `fullPhoneNumber`, or `countryCode` with `phoneNumber`. */
export function readPhone(fields: Fields): string {
  const full = text(fields['fullPhoneNumber']);
  const national = text(fields['phoneNumber']);
  if (!full && !national) throw new InvalidInput('Please correct the following error - Phone number is required');
  return toE164(full ?? `${text(fields['countryCode']) ?? '+91'}${national}`);
}

export function object(value: unknown, complaint: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new InvalidInput(complaint);
  return value as Fields;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `{type:"button"|"list", body:{text}, action:{buttons|sections}}` */
function readInteractive(data: Fields): Pick<SendRequest, 'text' | 'choices' | 'frame'> {
  const complaint = 'Please correct the following error - interactive message is not valid';
  const message = object(data['message'], complaint);
  const said = text(object(message['body'], complaint)['text']);
  const action = object(message['action'], complaint);
  const kind = message['type'] === 'list' ? 'list_reply' : 'button_reply';
  const items =
    kind === 'button_reply'
      ? list(action['buttons']).map((button) => object(object(button, complaint)['reply'], complaint))
      : list(action['sections']).flatMap((one) => {
          const { title, rows } = object(one, complaint);
          return list(rows).map((row): Fields => ({ ...object(row, complaint), section: title }));
        });
  if (!said || items.length === 0) throw new InvalidInput(complaint);
  const choices = items.map((item) => {
    const id = text(item['id']);
    const title = text(item['title']);
    if (!id || !title || title.length > (kind === 'list_reply' ? 24 : 20)) throw new InvalidInput(complaint);
    const section = text(item['section']);
    return { kind, id, title, description: text(item['description']), ...(section ? { section } : {}) } as const;
  });
  const opener = kind === 'list_reply' ? text(action['button']) : null;
  const part = (name: 'header' | 'footer') => text(object(message[name] ?? {}, complaint)['text']);
  return { text: said, choices, frame: { header: part('header'), footer: part('footer'), opener } };
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readTemplate(value: unknown): Omit<SendRequest, 'phone' | 'callbackData'> {
  const template = object(value, 'Please correct the following error - template is required');
  const name = text(template['name']);
  const language = text(template['languageCode']);
  if (!name || !language) {
    throw new InvalidInput('Please correct the following error - template name and languageCode are required');
  }
  const values = Array.isArray(template['bodyValues']) ? template['bodyValues'].map(String) : [];
  const [header] = list(template['headerValues']);
  const filename = text(template['fileName']);
  return {
    contentType: 'Template',
    text: [`[${name}]`, ...values].join(' '),
    // A file name says that the header is the address of a file.
    media: filename && typeof header === 'string' ? { url: header, filename } : null,
    choices: [],
    frame: null,
    isTemplate: true,
    template: { name, language, values },
  };
}
