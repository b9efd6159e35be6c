import { randomUUID } from 'node:crypto';
import type { Feed } from './feed.ts';

/** A fictional customer: one person with a phone and a mailbox. */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** E.164 */
  readonly phone: string;
  readonly email: string;
}

/** Thrown for input that the caller can correct. */
export class InvalidInput extends Error {}

const MOST = 1_000;

/** `+91 90000 00001`, `919000000001` and `9000000001` are the same number. */
export function toE164(input: string): string {
  const digits = input.replaceAll(/[^\d]/g, '').replace(/^0+/, '');
  const full = digits.length === 10 ? `91${digits}` : digits;
  if (full.length < 8 || full.length > 15) throw new InvalidInput(`${input} is not a phone number`);
  return `+${full}`;
}

/** The people of this simulator, newest last; the oldest are forgotten past a bound. */
export class People {
  readonly #byPhone = new Map<string, Person>();
  readonly #feed: Feed;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  get all(): Person[] {
    return [...this.#byPhone.values()];
  }

  byPhone(phone: string): Person | undefined {
    return this.#byPhone.get(phone);
  }

  byEmail(email: string): Person | undefined {
    const wanted = email.toLowerCase();
    return this.all.find((person) => person.email === wanted);
  }

  /** The person with that number or address, made up from what is given where there is none. */
  meet(given: { name?: string | undefined; phone?: string | undefined; email?: string | undefined }): Person {
    const phone = given.phone ? toE164(given.phone) : this.#freePhone();
    const known = this.#byPhone.get(phone) ?? (given.email && !given.phone ? this.byEmail(given.email) : undefined);
    if (known) return known;
    const name = given.name?.trim() || phone;
    const email = (given.email?.trim() || `${slug(name) || phone.slice(1)}@example.test`).toLowerCase();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new InvalidInput(`${email} is not a mail address`);
    const person: Person = { id: randomUUID(), name, phone, email };
    if (this.#byPhone.size >= MOST) this.#byPhone.delete(this.#byPhone.keys().next().value ?? phone);
    this.#byPhone.set(phone, person);
    this.#feed.publish({ type: 'person', person });
    return person;
  }

  #freePhone(): string {
    for (let number = 1; ; number++) {
      const phone = `+9190000${String(number).padStart(5, '0')}`;
      if (!this.#byPhone.has(phone)) return phone;
    }
  }
}

function slug(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '.')
    .replaceAll(/^\.+|\.+$/g, '');
}
