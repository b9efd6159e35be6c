import { isSecretName } from '../../kernel/observability/secret-names.ts';

const HIDDEN = '[left out]';
/** What vouches for an address; elsewhere the word is used for other things. */
const signatureName = /^(?:.*-)?sig(?:nature)?$/i;

/** Names of JSON, also in JSON inside of JSON: as many backslashes before both quotes. Bounds keep it linear. */
const jsonName = /(\\{0,7})"([\w-]{1,60})\1"/g;
const colon = /\s*:\s*/y;
const formField = /(^|["'?&;\s]|\\u0026)([\w-]{1,60})=((?:[^&\s"'<>\\]|\\(?!\\{0,6}["']|u0026))+)/g;
/** Of a header at the beginning of a line, of a text in JSON, or of a quoted argument. */
const headerName = /(^|["'\r\n]|\\[rn])[ \t]{0,20}([\w-]{1,60})[ \t]{0,10}:[ \t]{0,10}(?=[^\s"'])/g;
const authorization = /((?:proxy-)?authorization:)(?![ \t]{0,10}\[left out\])([ \t]{0,10})[^\r\n]+/gi;
const scheme = /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g;

/** A line and those that continue it. */
const wholeLine = /[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/y;
const escapedLine = /(?:[^"\\\r\n]|\\(?![rn])"?)*/y;
const quotedLine = /[^'\r\n]*/y;

/** Headers as an administrator may see them. */
export function redactHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? HIDDEN : redactText(value)]),
  );
}

/** A body without the credentials that some providers put in; everything else stays as it came. */
export function redactText(text: string): string {
  return redactLines(redactJson(text))
    .replaceAll(formField, (whole, before: string, name: string) =>
      isSecretName(name) || signatureName.test(name) ? `${before}${name}=${HIDDEN}` : whole,
    )
    .replaceAll(authorization, `$1$2${HIDDEN}`)
    .replaceAll(scheme, `$1 ${HIDDEN}`);
}

function redactJson(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(jsonName)) {
    const [whole, escape = '', name = ''] = match;
    if (match.index < from || !isSecretName(name)) continue;
    const after = match.index + whole.length;
    const start = endOf(colon, text, after);
    const end = start === after ? start : valueEnd(text, start, escape.length);
    if (end === start) continue;
    result += `${text.slice(from, start)}${escape}"${HIDDEN}${escape}"`;
    from = end;
  }
  return result + text.slice(from);
}

function redactLines(text: string): string {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(headerName)) {
    const [whole, before = '', name = ''] = match;
    if (match.index < from || !isSecretName(name)) continue;
    const start = match.index + whole.length;
    const line = before === "'" ? quotedLine : before === '"' || before.startsWith('\\') ? escapedLine : wholeLine;
    result += text.slice(from, start) + HIDDEN;
    from = endOf(line, text, start);
  }
  return result + text.slice(from);
}

function endOf(sticky: RegExp, text: string, start: number): number {
  sticky.lastIndex = start;
  return start + (sticky.exec(text)?.[0].length ?? 0);
}

/** Where the value at `start` ends: a text, a number, or all of an object or a list. `start` where there is none. */
function valueEnd(text: string, start: number, depth: number): number {
  if (text[start] === '{' || text[start] === '[') return nestEnd(text, start, depth);
  if (text[start + depth] !== '"') return /[-\w.+]*/y.exec(text.slice(start, start + 64))![0].length + start;
  let backslashes = 0;
  for (let at = start + depth + 1; at < text.length; at++) {
    if (text[at] === '\\') backslashes += 1;
    else {
      if (text[at] === '"' && isDelimiter(backslashes, depth)) return at + 1;
      backslashes = 0;
    }
  }
  return text.length;
}

/** Brackets within its texts do not count. One that is never closed goes on to the end of the text around it. */
function nestEnd(text: string, start: number, depth: number): number {
  let open = 0;
  let isInText = false;
  let backslashes = 0;
  for (let at = start; at < text.length; at++) {
    const character = text[at]!;
    if (character === '\\') {
      backslashes += 1;
      continue;
    }
    if (character === '"') {
      if (backslashes < depth) return at - backslashes;
      if (isDelimiter(backslashes, depth)) isInText = !isInText;
    } else if (!isInText && (character === '{' || character === '[')) open += 1;
    else if (!isInText && (character === '}' || character === ']')) open -= 1;
    if (open === 0) return at + 1;
    backslashes = 0;
  }
  return text.length;
}

/** A quote of the text itself carries more backslashes than the one that ends it. */
function isDelimiter(backslashes: number, depth: number): boolean {
  return backslashes % (2 * (depth + 1)) === depth;
}
