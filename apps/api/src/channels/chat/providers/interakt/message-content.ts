import type { ChatShown } from '@switchboard/contracts';
import type { ReceivedMedia } from '../../chat-provider.ts';
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
  if (type.startsWith('interactive')) return { ...reply(text), media: null };
  if (type === 'location') return { text: placeOf(text), contentType: 'location', ...plain };
  if (type === 'contact' || type === 'contacts') return { text: contactOf(text), contentType: 'contact', ...plain };
  return { text, contentType: type === 'text' ? 'text' : type.slice(0, 40), ...plain };
}

/** `{"type":"list_reply","list_reply":{id,title,description}}`, itself a string; likewise `button_reply`. */
function reply(text: string): Omit<ChatContent, 'media'> {
  const parsed = objectIn(text);
  const type = parsed && typeof parsed['type'] === 'string' ? parsed['type'] : '';
  const chosen = parsed?.[type];
  const { title, description } =
    typeof chosen === 'object' && chosen !== null ? (chosen as Record<string, unknown>) : {};
  if (typeof title !== 'string') return { text, contentType: 'interactive', choice: null };
  return {
    text: title,
    contentType: type === 'list_reply' || type === 'button_reply' ? type : 'interactive',
    choice: { title, description: typeof description === 'string' && description !== '' ? description : null },
  };
}

function placeOf(text: string): string {
  const place = objectIn(text);
  if (!place) return text;
  const [name, address, latitude, longitude] = ['name', 'address', 'latitude', 'longitude'].map((field) => {
    const value = place[field];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
  return [name, address, latitude && longitude ? `${latitude}, ${longitude}` : ''].filter(Boolean).join('\n');
}

function contactOf(text: string): string {
  const contact = objectIn(text.replace(/^\[(.*)\]$/s, '$1'));
  const name = contact?.['name'];
  const formatted =
    typeof name === 'object' && name !== null ? (name as Record<string, unknown>)['formatted_name'] : name;
  return typeof formatted === 'string' ? formatted : text;
}

function objectIn(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{')) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

function filenameOf(url: string, type: string): string {
  const last = URL.parse(url)?.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || type;
  } catch {
    return last || type;
  }
}
