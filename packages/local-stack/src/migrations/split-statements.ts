/**
 * Cuts an SQL script at its statement ends, as the Supabase CLI does for its migration history:
 * comments stay with the statement they precede, the closing semicolon goes.
 *
 * A semicolon inside quotes, dollar quotes, comments or `BEGIN ATOMIC … END` ends nothing.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let position = 0;
  let atomicDepth = 0;
  while (position < sql.length) {
    const skipped = skipQuoted(sql, position);
    if (skipped !== position) {
      position = skipped;
      continue;
    }
    const word = wordAt(sql, position);
    if (word) {
      atomicDepth = nextDepth(atomicDepth, word, sql.slice(start, position));
      position += word.length;
      continue;
    }
    if (sql[position] === ';' && atomicDepth === 0) {
      statements.push(sql.slice(start, position));
      start = position + 1;
    }
    position += 1;
  }
  statements.push(sql.slice(start));
  return statements.map((statement) => statement.trim()).filter(saysSomething);
}

/** The position after the comment or quoted text that begins at `position`, or `position` itself. */
function skipQuoted(sql: string, position: number): number {
  const rest = sql.slice(position, position + 2);
  if (rest === '--') return endOf(sql, '\n', position + 2);
  if (rest === '/*') return endOfBlockComment(sql, position);
  if (rest[0] === "'") return endOfString(sql, position);
  if (rest[0] === '"') return endOf(sql, '"', position + 1);
  if (rest[0] === '$') {
    const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(sql.slice(position, position + 66))?.[0];
    if (tag) return endOf(sql, tag, position + tag.length);
  }
  return position;
}

function endOf(sql: string, closing: string, from: number): number {
  const found = sql.indexOf(closing, from);
  return found === -1 ? sql.length : found + closing.length;
}

function endOfString(sql: string, position: number): number {
  // Only E'…' strings know the backslash; a doubled quote just begins the next string at once.
  const escapes = /(?:^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, position - 2), position));
  for (let index = position + 1; index < sql.length; index += 1) {
    if (escapes && sql[index] === '\\') index += 1;
    else if (sql[index] === "'") return index + 1;
  }
  return sql.length;
}

function endOfBlockComment(sql: string, position: number): number {
  let depth = 0;
  for (let index = position; index < sql.length; index += 1) {
    const pair = sql.slice(index, index + 2);
    if (pair === '/*') {
      depth += 1;
      index += 1;
    } else if (pair === '*/') {
      depth -= 1;
      index += 1;
      if (depth === 0) return index + 1;
    }
  }
  return sql.length;
}

function wordAt(sql: string, position: number): string | undefined {
  const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
  word.lastIndex = position;
  return word.exec(sql)?.[0];
}

function nextDepth(depth: number, word: string, before: string): number {
  const lower = word.toLowerCase();
  if (depth === 0) return lower === 'atomic' && /\bbegin\s+$/i.test(before) ? 1 : 0;
  if (lower === 'case' || lower === 'begin') return depth + 1;
  return lower === 'end' ? depth - 1 : depth;
}

function saysSomething(statement: string): boolean {
  return statement.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, '').trim() !== '';
}
