import type { Message } from '@switchboard/contracts';

const kindNames: Record<string, string> = {
  location: 'Location',
  contact: 'Contact card',
  order: 'Order',
  reaction: 'Reaction',
  sticker: 'Sticker',
  list_reply: 'Chose from a list',
  button_reply: 'Pressed a button',
  template: 'Template',
  interactive: 'With choices',
  workflow: 'Answers to a workflow',
};

const fileNames: Record<string, string> = {
  image: 'Photo',
  video: 'Video',
  audio: 'Voice message',
  document: 'Document',
  sticker: 'Sticker',
};

const origins = { campaign: 'Campaign', api: 'Sent by another system' } as const;

/** What kind of chat message it is, where that is more than text. */
export function kindOf({ chat, contentType }: Pick<Message, 'chat' | 'contentType'>): string | undefined {
  const kind = chat?.workflow?.title ? `Answers to “${chat.workflow.title}”` : kindNames[contentType];
  const named = chat?.template ? `Template ${chat.template.name}` : kind;
  return chat?.origin ? [origins[chat.origin], named].filter(Boolean).join(' · ') : named;
}

type Shown = Pick<Message, 'direction' | 'text' | 'attachments' | 'chat' | 'contentType'>;

/** What a chat message does not say that its kind promises; null for one that is whole. Else only its time would stand there. */
export function missingFrom({ direction, text, attachments, chat, contentType }: Shown): string | null {
  if (attachments.length > 0) return null;
  const file = fileNames[contentType];
  if (file) return `${file}, which WhatsApp did not ${direction === 'inbound' ? 'deliver' : 'pass on to us'}`;
  if (text.trim() !== '' || chat?.header || chat?.workflow || chat?.buttons.length) return null;
  if (contentType === 'text') return 'A message without text';
  return kindNames[contentType]
    ? 'WhatsApp says no more about it'
    : `A message of the kind “${contentType}”, of which WhatsApp says no more`;
}
