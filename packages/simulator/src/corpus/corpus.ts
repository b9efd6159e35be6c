import { headerText, answerBody, letterBody, sentences, type Person } from './letters.ts';
import { languages } from './languages.ts';
import { mail, type Part } from './mime.ts';
import { makeOddity, oddityNames, type Oddity } from './oddities.ts';
import { Random } from './random.ts';

/** One mail of the corpus, and what a reader of mail must make of it. */
export interface CorpusMail {
  readonly raw: Buffer;
  readonly envelopeFrom: string;
  /** What is special about it. */
  readonly kind: string;
  /** Mails of one conversation have the same; a copy of another mail has that mail's. */
  readonly thread: string;
  /** Whether it is another mail's copy, which adds nothing. */
  readonly isCopy: boolean;
  /** Address of whose it is; null where nobody can tell. */
  readonly writer: string | null;
  /** How many mails it refers to. */
  readonly references: number;
  readonly sentAt: Date;
}

export interface CorpusOptions {
  readonly seed: number;
  readonly count: number;
  /** The mailbox they are written to. */
  readonly to: string;
}

interface Draft {
  writer: Person;
  kind: string;
  subject: string;
  at: Date;
  id: string;
  references: string[];
  onlyInReplyTo?: boolean;
  body: Part;
  odd?: Oddity;
}

const START = Date.UTC(2026, 8, 1, 4);
const MINUTE = 60_000;

/**
 * Mails of all kinds in the order they were written: threads in sixteen languages by eight mail programs, in the
 * charsets of their writers, and what comes rarely. The same for the same seed, byte by byte.
 */
export function makeCorpus(options: CorpusOptions): CorpusMail[] {
  const writer = new CorpusWriter(options);
  return writer.write();
}

class CorpusWriter {
  readonly #random: Random;
  readonly #to: string;
  readonly #count: number;
  readonly #people: Person[];
  readonly #mails: CorpusMail[] = [];
  #threads = 0;
  #ids = 0;

  constructor({ seed, count, to }: CorpusOptions) {
    this.#random = new Random(seed);
    this.#to = to;
    this.#count = count;
    this.#people = Array.from({ length: Math.max(12, Math.ceil(count / 7)) }, (_, index) => {
      const language = languages[index % languages.length]!;
      const name = `${this.#random.pick(language.names)} ${index}`;
      return {
        name,
        address: `customer${index}@${this.#random.pick(['example.test', 'mail.example.test', 'firma.test'])}`,
        language,
      };
    });
  }

  write(): CorpusMail[] {
    // Each rare kind at least once, then as it comes.
    for (const name of oddityNames) this.#oddity(name);
    while (this.#mails.length < this.#count) {
      const what = this.#random.next();
      if (what < 0.45) this.#conversation();
      else if (what < 0.6) this.#orphans();
      else if (what < 0.66) this.#colleague();
      else if (what < 0.69) this.#doubledIds();
      else if (what < 0.72) this.#circular();
      else if (what < 0.76) this.#copy();
      else if (what < 0.79) this.#headerless();
      else this.#oddity(this.#random.pick(oddityNames));
    }
    const ordered = this.#mails.slice(0, this.#count);
    return ordered.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
  }

  /** A customer writes, and goes on writing; some programs name all mails before, some only the last. */
  #conversation(): void {
    const random = this.#random;
    const writer = random.pick(this.#people);
    this.#chain([writer], this.#newThread(), [], random.between(1, 7), random.chance(0.25));
  }

  /** Answers to mails that never came this way. */
  #orphans(): void {
    const random = this.#random;
    const writer = random.pick(this.#people);
    const missing = Array.from({ length: random.between(1, 3) }, () => this.#newId());
    this.#chain([writer], this.#newThread(), missing, random.between(1, 4), false);
  }

  /** Somebody who was shown the mail answers too. */
  #colleague(): void {
    const random = this.#random;
    const writer = random.pick(this.#people);
    const other = random.pick(this.#people.filter(({ address }) => address !== writer.address));
    this.#chain([writer, other], this.#newThread(), [], random.between(2, 5), false);
  }

  #chain(writers: Person[], thread: string, missing: string[], length: number, onlyInReplyTo: boolean): void {
    const random = this.#random;
    const subject = random.pick(writers[0]!.language.subjects);
    const before = [...missing];
    let at = this.#start();
    for (let index = 0; index < length; index++) {
      const writer = writers[index % writers.length]!;
      const isAnswer = before.length > 0;
      const id = this.#newId();
      const boundary = `b${random.hex(12)}`;
      const quoted = {
        from: { name: 'Support', address: this.#to },
        to: writer.address,
        subject,
        at: new Date(at.getTime() - 60 * MINUTE),
        lines: sentences(random, writer.language),
      };
      const lines = sentences(random, writer.language);
      const body = isAnswer
        ? answerBody(random, writer, quoted, boundary)
        : letterBody(random, writer.language, lines.join('\n'), `<p>${lines.join('<br>')}</p>`, boundary);
      this.#add(thread, {
        writer,
        kind: isAnswer ? (missing.length > 0 ? 'an answer to what never came' : 'an answer') : 'a letter',
        subject: isAnswer ? `${writer.language.reply}: ${subject}` : subject,
        at,
        id,
        references: [...before],
        onlyInReplyTo,
        body,
      });
      before.push(id);
      at = new Date(at.getTime() + random.between(5, 3_000) * MINUTE);
    }
  }

  /** Two customers whose programs give every mail the same Message-ID, and answers to each. */
  #doubledIds(): void {
    const random = this.#random;
    const id = `<${random.pick(['message', 'form', 'mail'])}@site${this.#ids++}.localhost>`;
    const [one, other] = random.shuffled(this.#people);
    for (const writer of [one!, other!]) {
      const thread = this.#newThread();
      const subject = random.pick(writer.language.subjects);
      const at = this.#start();
      const letter = (): Part => {
        const lines = sentences(random, writer.language);
        return letterBody(
          random,
          writer.language,
          lines.join('\n'),
          `<p>${lines.join('<br>')}</p>`,
          `b${random.hex(12)}`,
        );
      };
      const common = { writer, kind: 'a doubled Message-ID', subject };
      this.#add(thread, { ...common, at, id, references: [], body: letter() });
      const later = new Date(at.getTime() + random.between(5, 500) * MINUTE);
      this.#add(thread, { ...common, at: later, id: this.#newId(), references: [id], body: letter() });
    }
  }

  /** Several customers answer a mail that went to all of them, and that we never had. */
  #circular(): void {
    const random = this.#random;
    const id = this.#newId();
    for (const writer of random.shuffled(this.#people).slice(0, random.between(2, 4))) {
      const lines = sentences(random, writer.language);
      this.#add(this.#newThread(), {
        writer,
        kind: 'an answer to a circular',
        subject: `${writer.language.reply}: Newsletter`,
        at: this.#start(),
        id: this.#newId(),
        references: [id],
        body: letterBody(
          random,
          writer.language,
          lines.join('\n'),
          `<p>${lines.join('<br>')}</p>`,
          `b${random.hex(12)}`,
        ),
      });
    }
  }

  /** An answer whose program told nothing of it but by its words: these alone join nothing. */
  #headerless(): void {
    const random = this.#random;
    const writer = random.pick(this.#people);
    const lines = sentences(random, writer.language);
    const subject = random.pick(writer.language.subjects);
    const tag = random.pick(['', '[EXTERNAL] ']);
    this.#add(this.#newThread(), {
      writer,
      kind: 'an answer without references',
      subject: `${writer.language.reply}: ${tag}${subject}`,
      at: this.#start(),
      id: this.#newId(),
      references: [],
      body: letterBody(random, writer.language, lines.join('\n'), `<p>${lines.join('<br>')}</p>`, `b${random.hex(12)}`),
    });
  }

  /** A mail that comes once more: the same bytes, or by another relay. */
  #copy(): void {
    const original = this.#random.pick(this.#mails);
    const relay = Buffer.from(
      `Received: from relay${this.#random.between(1, 9)}.example.test by mx.demo.test; ${original.sentAt.toUTCString()}\r\n`,
    );
    const raw = this.#random.chance(0.5) ? original.raw : Buffer.concat([relay, original.raw]);
    const sentAt = new Date(original.sentAt.getTime() + 1_000);
    this.#mails.push({ ...original, raw, sentAt, kind: 'a copy', isCopy: true });
  }

  #oddity(name: (typeof oddityNames)[number]): void {
    const random = this.#random;
    const writer = random.pick(this.#people);
    const odd = makeOddity(name, random, writer, `b${random.hex(12)}`);
    const subject =
      name === 'forwarded'
        ? `${writer.language.forward}: ${random.pick(writer.language.subjects)}`
        : random.pick(writer.language.subjects);
    this.#add(this.#newThread(), {
      writer,
      kind: name,
      subject,
      at: this.#start(),
      id: this.#newId(),
      references: [],
      body: odd.body,
      odd,
    });
  }

  #add(thread: string, { writer, kind, subject, at, id, references, onlyInReplyTo, body, odd }: Draft): void {
    const random = this.#random;
    const without = new Set<string>(odd?.without);
    const named = onlyInReplyTo ? references.slice(-1) : references;
    const inReplyTo = references.at(-1);
    const headers = [
      ['From', `From: ${headerText(random, writer.name, writer.language)} <${writer.address}>`],
      ['To', `To: Support <${this.#to}>`],
      ['Subject', `Subject: ${odd?.subject ?? headerText(random, subject, writer.language)}`],
      ['Date', `Date: ${at.toUTCString().replace('GMT', '+0000')}`],
      ['Message-ID', `Message-ID: ${id}`],
    ]
      .filter(([name]) => !without.has(name!))
      .map(([, line]) => line!);
    if (inReplyTo) headers.push(`In-Reply-To: ${inReplyTo}`);
    if (inReplyTo && !onlyInReplyTo) headers.push(`References: ${references.join('\r\n ')}`);
    headers.push(...(odd?.more ?? []));
    const isUnknown = without.has('From');
    this.#mails.push({
      raw: mail(headers, body),
      envelopeFrom: isUnknown ? '' : writer.address,
      kind,
      thread,
      isCopy: false,
      writer: isUnknown ? null : writer.address,
      references: named.length,
      sentAt: at,
    });
  }

  /** Somewhere in two months; no two mails at the same second. */
  #start(): Date {
    return new Date(START + this.#random.between(0, 86_000) * MINUTE + (this.#mails.length % 59) * 1_000);
  }

  #newThread(): string {
    return `thread-${this.#threads++}`;
  }

  #newId(): string {
    return `<${this.#random.hex(8)}.${this.#ids++}.${this.#random.hex(12)}@example.test>`;
  }
}
