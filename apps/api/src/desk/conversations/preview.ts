const PREVIEW_LENGTH = 160;

const kinds: Record<string, string> = {
  image: 'Photo',
  video: 'Video',
  audio: 'Voice message',
  document: 'Document',
  location: 'Location',
  sticker: 'Sticker',
  contact: 'Contact',
  order: 'Order',
  signed: 'Signed mail',
  encrypted: 'Encrypted mail',
};

/** One line for the inbox: the text without line breaks, or what kind of thing came without text that can be read. */
export function previewOf(text: string, contentType: string): string {
  const line = text.slice(0, 4000).replaceAll(/\s+/g, ' ').trim();
  if (line === '' || contentType === 'encrypted') return kinds[contentType] ?? '';
  if (line.length <= PREVIEW_LENGTH) return line;
  // No character takes more than two units.
  const characters = Array.from(line.slice(0, 2 * PREVIEW_LENGTH + 2));
  return characters.length <= PREVIEW_LENGTH ? line : `${characters.slice(0, PREVIEW_LENGTH - 1).join('')}…`;
}
