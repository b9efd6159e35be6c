/** The bytes of a body, each of which is a character of `body`. */
export function decodedTransfer(encoding: string, body: string): Buffer {
  if (/^base64\b/.test(encoding)) return Buffer.from(body, 'base64');
  if (!/^quoted-printable\b/.test(encoding)) return Buffer.from(body, 'latin1');
  const text = body
    .replaceAll(/=[ \t]*\r?\n/g, '')
    .replaceAll(/=([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(text, 'latin1');
}
