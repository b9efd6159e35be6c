import { jsonFault } from '../../kernel/http/json-fault.ts';

const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * The JSON object in a webhook body, with text that PostgreSQL can keep: no NUL, no half of a surrogate pair.
 *
 * @throws {UnreadableBody}
 */
export function readJsonObject(body: Buffer): Record<string, unknown> {
  if (body.length === 0) throw new UnreadableBody('The body is empty.');
  let text: string;
  try {
    text = strict.decode(body);
  } catch {
    throw new UnreadableBody('The body is not valid UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UnreadableBody(`The body is ${jsonFault(error)}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UnreadableBody('The body is not a JSON object.');
  }
  return storable(value) as Record<string, unknown>;
}

export class UnreadableBody extends Error {}

const DEEPEST = 50;

/**
 * What a text in JSON says, with text that PostgreSQL can keep: also for JSON within JSON, whose escapes are only undone
 * when it is read itself. Null for what is no JSON, or nested too deeply.
 */
export function jsonIn(text: string): unknown {
  try {
    return storable(JSON.parse(text));
  } catch {
    return null;
  }
}

function storable(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === DEEPEST) throw new UnreadableBody('The body is nested too deeply.');
  if (Array.isArray(value)) return value.map((item) => storable(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [storableText(key), storable(item, depth + 1)]));
}

function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}
