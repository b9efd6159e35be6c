// Charsets of seven bits that shift to and fro between ASCII and one of eight bits that `TextDecoder` knows.

const [LINE, SHIFT_OUT, SHIFT_IN, ESCAPE] = [0x0a, 0x0e, 0x0f, 0x1b];

/**
 * ISO-2022-KR (RFC 1557), HZ (RFC 1843), and of ISO-2022-CN (RFC 1922) what is written in simplified characters; those
 * of CNS 11643 become replacement characters.
 */
export const shiftedCharsets: Record<string, (bytes: Buffer) => string> = {
  iso2022kr: (bytes) => fromShifts(bytes, 'C', 'euc-kr'),
  iso2022cn: (bytes) => fromShifts(bytes, 'A', 'gb2312'),
  iso2022cnext: (bytes) => fromShifts(bytes, 'A', 'gb2312'),
  hzgb2312: fromHz,
  hz: fromHz,
};

/** Of NULs, which no text has, characters of another set. */
function fromShifts(bytes: Buffer, set: string, charset: string): string {
  return new TextDecoder(charset).decode(raised(bytes, set)).replaceAll('\0', '\u{FFFD}');
}

/** What stands between SHIFT OUT and SHIFT IN with its eighth bit, the escapes that name the set left out. */
function raised(bytes: Buffer, set: string): Buffer {
  const out = Buffer.alloc(bytes.length);
  let length = 0;
  let isOut = false;
  let isSet = true;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === ESCAPE && bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x29 || bytes[at + 2] === 0x2a)) {
      if (bytes[at + 2] === 0x29) isSet = bytes[at + 3] === set.charCodeAt(0);
      at += 3;
    } else if (byte === ESCAPE && bytes[at + 1] === 0x4e) {
      out[length++] = 0;
      at += 3;
    } else if (byte === SHIFT_OUT) isOut = true;
    else if (byte === SHIFT_IN) isOut = false;
    else {
      if (byte === LINE) isOut = false;
      out[length++] = !isOut || byte <= 0x20 ? byte : isSet ? byte | 0x80 : 0;
    }
  }
  return out.subarray(0, length);
}

function fromHz(bytes: Buffer): string {
  const text = bytes
    .toString('latin1')
    .replaceAll(/~(?:\{((?:[!-w][!-~])*)(?:~\})?|(~)|\r?\n)/g, (_, shifted?: string, tilde?: string) =>
      shifted === undefined
        ? (tilde ?? '')
        : shifted.replaceAll(/[!-~]/g, (byte) => String.fromCharCode(byte.charCodeAt(0) | 0x80)),
    );
  return new TextDecoder('gb2312').decode(Buffer.from(text, 'latin1'));
}
