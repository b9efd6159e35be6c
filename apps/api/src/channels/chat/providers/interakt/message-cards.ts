import { jsonIn } from '../../webhook-json.ts';

type Fields = Record<string, unknown>;

/** `{"name":…,"address":…,"latitude":…,"longitude":…}` */
export function placeIn(text: string): string {
  const place = objectIn(text);
  if (!place) return text;
  const [latitude, longitude] = [wordIn(place, 'latitude'), wordIn(place, 'longitude')];
  return linesOf(
    wordIn(place, 'name'),
    wordIn(place, 'address'),
    latitude && longitude ? `${latitude}, ${longitude}` : '',
  );
}

/**
 * `[{"name":{"formatted_name":…},"org":{"company":…},"phones":[{"phone":…}],"emails":[{"email":…}]}]`, or one alone: each
 * with its name, its numbers and its addresses on lines of their own.
 */
export function contactsIn(text: string): string {
  const cards = listIn(text).map((card) => {
    const named = fieldsOf(card['name']);
    const name =
      wordIn(card, 'name') ||
      wordIn(named, 'formatted_name') ||
      [wordIn(named, 'first_name'), wordIn(named, 'last_name')].filter(Boolean).join(' ');
    const phones = itemsOf(card['phones']).map((phone) => wordIn(phone, 'phone') || wordIn(phone, 'wa_id'));
    const emails = itemsOf(card['emails']).map((email) => wordIn(email, 'email'));
    return linesOf(name, wordIn(fieldsOf(card['org']), 'company'), ...phones, ...emails);
  });
  return cards.filter(Boolean).join('\n\n') || text;
}

/** `{"text":…,"product_items":[{"product_retailer_id":…,"quantity":…,"item_price":…,"currency":…}]}`; else nothing. */
export function orderIn(text: string): string {
  const order = objectIn(text);
  if (!order) return text;
  const items = itemsOf(order['product_items']).map((item) => {
    const price = [wordIn(item, 'currency'), wordIn(item, 'item_price')].filter(Boolean).join(' ');
    const product = wordIn(item, 'name') || wordIn(item, 'product_name') || wordIn(item, 'product_retailer_id');
    const count = wordIn(item, 'quantity') || '1';
    return product && `${count} × ${product}${price && `, ${price} each`}`;
  });
  return linesOf(wordIn(order, 'text'), ...items);
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function wordIn(fields: Fields | null, name: string): string {
  const value = fields?.[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

export function objectIn(text: string): Fields | null {
  const value = text.startsWith('{') ? jsonIn(text) : null;
  return value === null ? null : fieldsOf(value);
}

function listIn(text: string): Fields[] {
  const value = /^[[{]/.test(text) ? jsonIn(text) : null;
  return itemsOf(Array.isArray(value) ? value : [value]);
}

function itemsOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

function linesOf(...lines: string[]): string {
  return lines.filter(Boolean).join('\n');
}
