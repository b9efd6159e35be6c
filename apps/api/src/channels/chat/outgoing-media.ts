import type { AttachmentRow } from '../../desk/attachments/attachments.service.ts';
import { AppError } from '../../kernel/http/app-error.ts';
import type { OutboundChat } from './chat-provider.ts';

type MediaKind = NonNullable<OutboundChat['media']>['kind'];

const MEGABYTE = 1_048_576;
/** WhatsApp's own limits. */
const largest: Record<MediaKind, number> = {
  image: 5 * MEGABYTE,
  video: 16 * MEGABYTE,
  audio: 16 * MEGABYTE,
  document: 100 * MEGABYTE,
};
const names: Record<MediaKind, string> = {
  image: 'A picture',
  video: 'A video',
  audio: 'A recording',
  document: 'A document',
};
const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;

/** The formats that WhatsApp shows as what they are; any other goes as a document. */
const shown = /^(?:(image)\/(?:jpeg|png|webp)|(video)\/(?:mp4|3gpp)|(audio)\/(?:aac|amr|mpeg|mp4|ogg|opus))\b/;

export function mediaKind(contentType: string): MediaKind {
  const [, image, video, audio] = shown.exec(contentType) ?? [];
  return (image ?? video ?? audio ?? 'document') as MediaKind;
}

/** Why WhatsApp would not take a file; null when it would. */
export function mediaProblem(contentType: string, bytes: number, asDocument = false): string | null {
  const kind = asDocument ? 'document' : mediaKind(contentType);
  const most = largest[kind];
  return bytes > most ? `${names[kind]} may have up to ${most / MEGABYTE} MB on WhatsApp` : null;
}

/** @throws AppError `unprocessable` naming each file that WhatsApp would not take */
export function checkFiles(files: readonly AttachmentRow[]): void {
  const details = files.flatMap(({ contentType, sizeBytes, filename }, at) => {
    const problem = mediaProblem(contentType, Number(sizeBytes));
    return problem ? [{ path: `body.attachmentIds.${at}`, message: `${filename}: ${problem}` }] : [];
  });
  if (details.length > 0) throw new AppError('unprocessable', `${details[0]!.message}.`, { details });
}

/** @throws AppError `unprocessable` naming the text, when WhatsApp would not take so much of it */
export function checkText(text: string, isCaption: boolean): void {
  const most = isCaption ? LONGEST_CAPTION : LONGEST_TEXT;
  if (text.length <= most) return;
  const what = isCaption ? 'The text that goes with a file' : 'A message';
  const message = `${what} may have up to ${most} characters on WhatsApp; this one has ${text.length}.`;
  throw new AppError('unprocessable', message, { details: [{ path: 'body.text', message }] });
}
