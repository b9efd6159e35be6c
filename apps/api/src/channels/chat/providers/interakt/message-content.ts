import type { ChatShown } from '@switchboard/contracts';
import type { ReceivedMedia, SentByOthers } from '../../chat-provider.ts';
import { fillTemplate } from '../../template-text.ts';
import { jsonIn } from '../../webhook-json.ts';
import { contactsIn, fieldsOf, objectIn, orderIn, placeIn, wordIn } from './message-cards.ts';
import type { InteraktMessage } from './interakt-webhook.ts';

export interface ChatContent {
  text: string;
  contentType: string;
  media: ReceivedMedia | null;
  choice: ChatShown['choice'];
}

/** Media types with the content type that is assumed until the file is fetched. */
const media: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg',
  document: 'application/octet-stream',
  sticker: 'image/webp',
};

const choices: Record<string, string> = { interactivelistreply: 'list_reply', interactivebuttonreply: 'button_reply' };

const plain = { media: null, choice: null } as const;

/** What a message says, by its `message_content_type`. */
export function contentOf(message: InteraktMessage): ChatContent {
  const type = (message.message_content_type ?? 'Text').toLowerCase();
  const text = message.message ?? '';
  const url = message.media_url ?? message.url ?? null;
  const assumed = media[type];
  if (assumed) {
    return {
      text: text === url ? '' : text,
      contentType: type,
      media: url ? { url, filename: filenameOf(url, type), contentType: assumed } : null,
      choice: null,
    };
  }
  if (type.startsWith('interactive')) return { ...reply(text, choices[type] ?? 'interactive'), media: null };
  if (type === 'location') return { text: placeIn(text), contentType: 'location', ...plain };
  if (type === 'contact' || type === 'contacts') return { text: contactsIn(text), contentType: 'contact', ...plain };
  if (type === 'order') return { text: orderIn(text), contentType: 'order', ...plain };
  if (type === 'text') return { text, contentType: 'text', ...plain };
  // Of kinds that nobody described what is written for programs says nothing to people; the ledger has it.
  const fields = objectIn(text);
  return { text: fields ? wordIn(fields, 'emoji') : text, contentType: type.slice(0, 40), ...plain };
}

/** `{"type":"list_reply","list_reply":{id,title,description}}`, itself a string; likewise `button_reply`. */
function reply(text: string, assumed: string): Omit<ChatContent, 'media'> {
  const parsed = objectIn(text);
  const type = parsed && typeof parsed['type'] === 'string' ? parsed['type'] : '';
  const chosen = parsed?.[type];
  const { title, description } =
    typeof chosen === 'object' && chosen !== null ? (chosen as Record<string, unknown>) : {};
  if (typeof title !== 'string') return { text, contentType: assumed, choice: null };
  return {
    text: title,
    contentType: type === 'list_reply' || type === 'button_reply' ? type : assumed,
    choice: { title, description: typeof description === 'string' && description !== '' ? description : null },
  };
}

type SentContent = Pick<SentByOthers, 'text' | 'contentType' | 'template' | 'header' | 'footer' | 'media'>;

/** What a message that we did not send said: a template with its values where both are told, else its plain text. */
export function sentContentOf(message: InteraktMessage): SentContent {
  const template = objectIn(message.raw_template ?? '');
  const type = message.message_content_type ?? 'Text';
  if (type !== 'Template' && message.is_template_message !== true && !template) {
    const { text, contentType, media } = contentOf(message);
    return { text, contentType, media, template: null, header: null, footer: null };
  }
  const values = componentsOf(message.message ?? '');
  const body = wordIn(template, 'body');
  const filled =
    body &&
    fillTemplate(
      { headerFormat: null, headerText: null, body, footer: null, buttons: [] },
      { headerValues: [], bodyValues: values ?? [], buttonValues: {} },
    ).text;
  const name = wordIn(template, 'name');
  const url = message.media_url ?? message.url ?? null;
  return {
    text: filled || (values ? values.join(' ') : (message.message ?? '')),
    contentType: 'template',
    template: name ? { name, language: wordIn(template, 'language') } : null,
    header: wordIn(template, 'header') || null,
    footer: wordIn(template, 'footer') || null,
    media: url ? { url, filename: filenameOf(url, 'file'), contentType: 'application/octet-stream' } : null,
  };
}

/** `[{"type":"body","parameters":[{"type":"text","text":"A123"}]}]`, itself a string. @returns null for anything else */
function componentsOf(text: string): string[] | null {
  const components = jsonIn(text);
  if (!Array.isArray(components)) return null;
  return components.flatMap((component: unknown) => {
    const { type, parameters } = fieldsOf(component);
    if (String(type).toLowerCase() !== 'body' || !Array.isArray(parameters)) return [];
    return parameters.map((parameter: unknown) => wordIn(fieldsOf(parameter), 'text'));
  });
}

function filenameOf(url: string, type: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || type;
  } catch {
    return last || type;
  }
}
