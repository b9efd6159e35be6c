import { fieldOf, parameterOf, type MimePart } from './mime-parts.ts';
import { decodedTransfer } from './transfer-encoding.ts';

export type Seal = 'signed' | 'encrypted';

/** Of a part, enough to tell what it is. */
const FIRST_BYTES = 512;
// The object identifiers of PKCS #7, as they stand at the head of a message: 1.2.840.113549.1.7.2 and its siblings.
const SIGNED_DATA = Buffer.from('06092a864886f70d010702', 'hex');

/**
 * Whether a mail, or what a list or a gateway wrapped up, is signed or encrypted, by OpenPGP or S/MIME; encrypted where
 * it is both.
 *
 * @param written what its writer wrote: what is only quoted seals nothing
 */
export function sealOf(raw: Buffer, parts: MimePart[], written: string): Seal | null {
  const seals = new Set(parts.map((part) => sealOfPart(raw, part)));
  if (isArmoured(written, 'MESSAGE', 'MESSAGE')) seals.add('encrypted');
  if (isArmoured(written, 'SIGNED MESSAGE', 'SIGNATURE')) seals.add('signed');
  return (['encrypted', 'signed'] as const).find((seal) => seals.has(seal)) ?? null;
}

function sealOfPart(raw: Buffer, part: MimePart): Seal | null {
  if (part.type === 'multipart/signed') return 'signed';
  if (part.type === 'multipart/encrypted') return 'encrypted';
  // A file may be encrypted too; only the first part of PGP/MIME says its version.
  if (part.type === 'application/pgp-encrypted') {
    return /^\s*version:\s*1\b/i.test(firstBytes(raw, part).toString('latin1')) ? 'encrypted' : null;
  }
  return isPkcs7(part) ? sealOfPkcs7(raw, part) : null;
}

function isPkcs7(part: MimePart): boolean {
  if (/^application\/(?:x-)?pkcs7-mime$/.test(part.type)) return true;
  const name =
    parameterOf(fieldOf(part, 'content-disposition'), 'filename') || parameterOf(fieldOf(part, 'content-type'), 'name');
  return part.type === 'application/octet-stream' && /^smime\.p7m$/i.test(name);
}

function sealOfPkcs7(raw: Buffer, part: MimePart): Seal | null {
  const declared = parameterOf(fieldOf(part, 'content-type'), 'smime-type').toLowerCase();
  if (declared === 'certs-only') return null;
  if (declared === 'signed-data') return 'signed';
  if (declared !== '') return 'encrypted';
  return firstBytes(raw, part).includes(SIGNED_DATA) ? 'signed' : 'encrypted';
}

function firstBytes(raw: Buffer, part: MimePart): Buffer {
  const body = raw.toString('latin1', part.bodyStart, Math.min(part.bodyEnd, part.bodyStart + FIRST_BYTES));
  return decodedTransfer(fieldOf(part, 'content-transfer-encoding').toLowerCase(), body).subarray(0, 64);
}

/** Whether something stands between the two lines of OpenPGP that begin and end it. */
function isArmoured(written: string, begin: string, end: string): boolean {
  const text = `\n${written}`;
  const from = text.indexOf(`\n-----BEGIN PGP ${begin}-----`);
  return from !== -1 && text.includes(`\n-----END PGP ${end}-----`, from);
}
