import { fileTypeFromBuffer } from 'file-type';

/** As much of a file as its type is told from; more would unpack what is meant to explode. */
const TELLING_BYTES = 4_100;

const MARKUP =
  /<(?:!doctype\s+html|html|head|body|script|iframe|object|embed|form|meta|link|style|img|a|p|div|table)\b/i;
/** Types of which a browser, or this portal, shows something by itself. */
const SHOWN = /^(?:image|audio|video|text\/html|text\/xml|application\/(?:pdf|xml|xhtml\+xml|javascript)|multipart)/;
/** Wrappings of many formats: what the sender says about the inside is as good. */
const WRAPPINGS = new Set(['application/zip', 'application/x-cfb', 'application/xml']);
const MEDIA_TYPE = /^[\w.+-]+\/[\w.+-]+$/;

/**
 * What a file is by its first bytes. What its sender says counts only where the bytes say nothing, and never makes it
 * something that is shown: a page called a picture is a page.
 */
export async function trueType(content: Uint8Array, declared: string): Promise<string> {
  const head = content.subarray(0, TELLING_BYTES);
  const said = declared.split(';')[0]!.trim().toLowerCase();
  const given = MEDIA_TYPE.test(said) && said.length <= 120 ? said : 'application/octet-stream';
  // A file that breaks off is none that anybody knows.
  const known = await fileTypeFromBuffer(head).catch(() => undefined);
  if (known && !WRAPPINGS.has(known.mime)) return known.mime;
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1').replaceAll('\0', '');
  if (/<svg\b/i.test(text)) return 'image/svg+xml';
  if (MARKUP.test(text)) return 'text/html';
  if (known?.mime === 'application/xml') return known.mime;
  if (!SHOWN.test(given)) return given;
  return known?.mime ?? 'application/octet-stream';
}
