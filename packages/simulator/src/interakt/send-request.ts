import { InvalidInput, toE164 } from '../people.ts';

/** A send that Interakt would take, in the terms of the chat it goes to. */
export interface SendRequest {
  readonly phone: string;
  readonly callbackData: string | null;
  readonly contentType: string;
  readonly text: string;
  readonly media: { url: string; filename: string } | null;
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

function readTemplate(value: unknown): Omit<SendRequest, 'phone' | 'callbackData'> {
  const template = object(value, 'Please correct the following error - template is required');
  const name = text(template['name']);
  const language = text(template['languageCode']);
  if (!name || !language) {
    throw new InvalidInput('Please correct the following error - template name and languageCode are required');
  }
  const values = Array.isArray(template['bodyValues']) ? template['bodyValues'].map(String) : [];
  return {
    contentType: 'Template',
    text: [`[${name}]`, ...values].join(' '),
    media: null,
    isTemplate: true,
    template: { name, language, values },
  };
}
