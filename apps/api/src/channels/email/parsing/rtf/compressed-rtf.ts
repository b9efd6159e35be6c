import { crc32 } from 'node:zlib';

const HEADER_BYTES = 16;
const COMPRESSED = 0x75465a4c;
const UNCOMPRESSED = 0x414c454d;
const WINDOW_BYTES = 4096;
/** Larger is no message; reading it would take the time that the rest of the mail needs. */
export const LARGEST_RTF = 4_194_304;

/** What every window begins with, so that the first words of any RTF are references already. */
const PRELOADED = Buffer.from(
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx',
  'latin1',
);

/**
 * Takes apart what Outlook keeps RTF in (MS-OXRTFCP). No size that it claims is believed.
 *
 * @returns null for what is none, is damaged by its checksum, or is larger than `LARGEST_RTF`
 */
export function decompressRtf(data: Buffer): Buffer | null {
  if (data.length < HEADER_BYTES) return null;
  const size = data.readUInt32LE(4);
  const kind = data.readUInt32LE(8);
  if (size > LARGEST_RTF) return null;
  if (kind === UNCOMPRESSED) return data.subarray(HEADER_BYTES, HEADER_BYTES + size);
  if (kind !== COMPRESSED) return null;
  // The size counts itself out, and the rest of the header in.
  const content = data.subarray(HEADER_BYTES, data.readUInt32LE(0) + 4);
  return data.readUInt32LE(12) === checksum(content) ? expand(content, size) : null;
}

/** CRC-32, but from zero and without the last inversion. */
function checksum(content: Buffer): number {
  return ~crc32(content, 0xffff_ffff) >>> 0;
}

function expand(content: Buffer, size: number): Buffer {
  const output = Buffer.alloc(PRELOADED.length + size);
  let end = PRELOADED.copy(output);
  let at = 0;
  let control = 0;
  for (let item = 0; at < content.length && end < output.length; item++) {
    if (item % 8 === 0) control = content[at++]!;
    if ((control & (1 << (item % 8))) === 0) {
      const literal = content[at++];
      if (literal === undefined) break;
      output[end++] = literal;
      continue;
    }
    if (at + 2 > content.length) break;
    const reference = content.readUInt16BE(at);
    at += 2;
    const distance = (end - (reference >> 4)) & (WINDOW_BYTES - 1);
    // A reference to where the next byte goes is the end.
    if (distance === 0) break;
    const stop = Math.min(end + (reference & 0xf) + 2, output.length);
    // What the window does not hold yet is zero.
    for (; end < stop; end++) output[end] = output[end - distance] ?? 0;
  }
  return output.subarray(PRELOADED.length, end);
}
