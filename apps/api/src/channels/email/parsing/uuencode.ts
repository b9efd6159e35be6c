interface EncodedFile {
  filename: string;
  content: Uint8Array<ArrayBuffer>;
}

const BEGIN = /^begin [0-7]{3,4} (\S.*)$/;
const DATA = /^[ -`]+$/;

/**
 * Takes uuencoded files out of a text, as programs without MIME put them there. What only looks like one, or breaks off,
 * stays as it is. Each line is looked at twice at most: a line that begins a file never goes on with another.
 */
export function readUuencoded(text: string): { text: string; files: EncodedFile[] } {
  if (!/^begin [0-7]/m.test(text)) return { text, files: [] };
  const lines = text.split('\n');
  const left: string[] = [];
  const files: EncodedFile[] = [];
  for (let at = 0; at < lines.length; at++) {
    const filename = BEGIN.exec(lines[at]!)?.[1];
    const end = filename ? endOf(lines, at + 1) : -1;
    if (!filename || end === -1) {
      left.push(lines[at]!);
      continue;
    }
    files.push({ filename, content: decoded(lines.slice(at + 1, end)) });
    at = end;
  }
  return { text: left.join('\n').trim(), files };
}

/** Where `end` stands below lines that are all data; -1 where it does not, or there are none. */
function endOf(lines: string[], first: number): number {
  let at = first;
  while (at < lines.length && lines[at] !== 'end' && isData(lines[at]!)) at++;
  return at > first && lines[at] === 'end' ? at : -1;
}

/** Relays cut spaces off, which stand for zeros; some programs add a character of control. */
function isData(line: string): boolean {
  return line === '' || (DATA.test(line) && line.length <= 2 + Math.ceil(sizeOf(line) / 3) * 4);
}

function sizeOf(line: string): number {
  return sextet(line, 0);
}

/** A space, a grave and what was cut off are zeros. */
function sextet(line: string, at: number): number {
  return at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0;
}

function decoded(lines: string[]): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(lines.reduce((sum, line) => sum + sizeOf(line), 0));
  let filled = 0;
  for (const line of lines) {
    const end = filled + sizeOf(line);
    for (let at = 1; filled < end; at += 4) {
      const bits =
        (sextet(line, at) << 18) | (sextet(line, at + 1) << 12) | (sextet(line, at + 2) << 6) | sextet(line, at + 3);
      for (let shift = 16; shift >= 0 && filled < end; shift -= 8) content[filled++] = (bits >> shift) & 255;
    }
  }
  return content;
}
