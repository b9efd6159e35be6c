import type { Conversation } from '@switchboard/contracts';
import type { Customers } from '../people/customers.ts';
import type { Payload } from './payloads.ts';

const LANES = 8;
const PER_THREAD = 51;

/** A conversation whose messages hold payloads. */
export interface Filled {
  is: (conversation: Conversation) => boolean;
  /** What must come into sight when it is opened. */
  marks: string[];
  /** Addresses of pictures in it that an agent can ask for. */
  pictures: string[];
}

/** A mail for each payload, which is its body and the name of its file, in a few conversations. */
export async function sendLetters(customers: Customers, payloads: Payload[]): Promise<Filled[]> {
  const tag = customers.supportAddress.split('@')[0]!;
  const idOf = (number: string) => `<letter-${number}.${tag}@example.test>`;
  const threads = inParts(payloads);
  await inLanes(threads, async (thread, index) => {
    const root = idOf(thread[0]!.number);
    for (const { number, html } of thread) {
      await customers.send({
        from: { name: `Letters ${index}`, address: `letters.${index}.${tag}@example.test` },
        subject: `Letters ${tag} ${index}`,
        messageId: idOf(number),
        ...(idOf(number) === root ? {} : { references: root, inReplyTo: root }),
        html: `<p>bd${number}</p>${html}`,
        attachments: [{ filename: `${html.slice(0, 120)} fl${number}.txt`, content: html, contentType: 'text/plain' }],
      });
    }
  });
  return threads.map((thread, index) => ({
    is: ({ subject }) => subject === `Letters ${tag} ${index}`,
    marks: thread.flatMap(({ number }) => [`bd${number}`, `fl${number}`]),
    pictures: thread.flatMap(({ html }) => /^<img src="(https:[^"]+)"/.exec(html)?.[1] ?? []),
  }));
}

/** A conversation of its own for each payload, which is subject, sender's name and text. @returns the marks */
export async function sendSubjects(customers: Customers, payloads: Payload[]): Promise<string[]> {
  const tag = customers.supportAddress.split('@')[0]!;
  await inLanes(payloads, async ({ number, html }) => {
    await customers.send({
      from: { name: `nm${number} ${html}`, address: `subject.${number}.${tag}@example.test` },
      subject: `sj${number} ${html}`,
      text: `tx${number} ${html}`,
    });
  });
  return payloads.flatMap(({ number }) => [`nm${number}`, `sj${number}`]);
}

/** Chats of customers with hostile names: each payload as a text, and some as the title of a button that was tapped. */
export async function writeChats(customers: Customers, payloads: Payload[]): Promise<Filled[]> {
  const { interakt } = customers.simulator;
  const chats: Filled[] = [];
  await inLanes(inParts(payloads), async (part) => {
    const { person } = customers.meet(`Chatter ${part[0]!.number} ${part[0]!.html}`);
    const marks: string[] = [];
    for (const [index, { number, html }] of part.entries()) {
      await interakt.receive(person, { text: `ct${number} ${html}` });
      marks.push(`ct${number}`);
      if (index % 6 !== 0) continue;
      const choice = { kind: 'button_reply' as const, id: number, title: `bt${number} ${html}`, description: null };
      await interakt.receive(person, { text: choice.title, choice });
      marks.push(`bt${number}`);
    }
    const [name] = person.name.split(' <');
    chats.push({
      is: ({ channel, customerName }) => channel === 'whatsapp' && customerName.startsWith(name!),
      marks,
      pictures: [],
    });
  });
  return chats;
}

function inParts(payloads: Payload[]): Payload[][] {
  const starts = Array.from({ length: Math.ceil(payloads.length / PER_THREAD) }, (_, index) => index * PER_THREAD);
  return starts.map((start) => payloads.slice(start, start + PER_THREAD));
}

async function inLanes<T>(items: T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < items.length) {
      const index = next;
      next += 1;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
