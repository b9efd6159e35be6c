import { isSecretName } from '../../kernel/observability/secret-names.ts';

const HIDDEN = '[left out]';

/** Names of JSON, also in JSON inside of JSON: as many backslashes before both quotes. Bounds keep it linear. */
const jsonName = /(\\{0,7})"([\w-]{1,60})\1"\s{0,10}:\s{0,10}/g;
const formField = /(^|[?&\s])([\w-]{1,60})=([^&\s"'<>]+)/g;
const headerLine = /((?:proxy-)?authorization:[ \t]{0,10})[^\r\n]+/gi;
const scheme = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;

/** Headers as an administrator may see them. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? HIDDEN : redactText(value)]),
  );
}

/** A body without the credentials that some providers put in; everything else stays as it came. */
export function redactText(text: string): string {
  return redactJson(text)
    .replaceAll(formField, (whole, before: string, name: string) =>
      isSecretName(name) ? `${before}${name}=${HIDDEN}` : whole,
    )
    .replaceAll(headerLine, `$1${HIDDEN}`)
    .replaceAll(scheme, `$1 ${HIDDEN}`);
}

function redactJson(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(jsonName)) {
    const [whole, escape = '', name = ''] = match;
    const start = match.index + whole.length;
    if (match.index < from || !isSecretName(name)) continue;
    const end = valueEnd(text, start, escape.length);
    if (end === start) continue;
    result += `${text.slice(from, start)}${escape}"${HIDDEN}${escape}"`;
    from = end;
  }
  return result + text.slice(from);
}

/** Where the text or number at `start` ends; `start` itself for other values. */
function valueEnd(text: string, start: number, depth: number): number {
  if (text[start + depth] !== '"') return /[-\w.+]*/y.exec(text.slice(start, start + 64))![0].length + start;
  let backslashes = 0;
  for (let at = start + depth + 1; at < text.length; at++) {
    if (text[at] === '\\') backslashes += 1;
    else {
      // A quote of the text itself carries more backslashes than the one that ends it.
      if (text[at] === '"' && backslashes % (2 * (depth + 1)) === depth) return at + 1;
      backslashes = 0;
    }
  }
  return text.length;
}
