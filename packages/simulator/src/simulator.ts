import fastify from 'fastify';
import { Customer } from './customer.ts';
import { Feed } from './feed.ts';
import { Gemini } from './gemini/gemini.ts';
import { Chats } from './interakt/chats.ts';
import { Interakt, type InteraktOptions } from './interakt/interakt.ts';
import { interaktRoutes } from './interakt/interakt-routes.ts';
import { MediaShelf } from './interakt/media-shelf.ts';
import { CustomerMail } from './mail/customer-mail.ts';
import { MailSink } from './mail/mail-sink.ts';
import { Mailboxes } from './mail/mailboxes.ts';
import { pageRoutes } from './page/page-routes.ts';
import { People, type Person } from './people.ts';

export interface SimulatorOptions {
  /** Of the page and of the providers' HTTP; 0 for any free one. */
  readonly port: number;
  /** Where the portal's API listens, e.g. `http://127.0.0.1:3002`. */
  readonly apiUrl: string;
  readonly interakt: InteraktOptions;
  readonly geminiApiKey?: string;
  /** The portal's inbound SMTP server. */
  readonly smtpIn: { readonly host: string; readonly port: number };
  /** Of the customers' mail server; 0 for any free one. */
  readonly smtpSinkPort: number;
  /** Where customers write to. */
  readonly supportAddress: string;
}

export interface Simulator {
  /** The page "the customer's phone". */
  readonly url: string;
  /** Base URL for an Interakt account. */
  readonly interaktUrl: string;
  /** Base URL for Gemini. */
  readonly geminiUrl: string;
  /** The customers' mail server: any address on it exists. */
  readonly smtpPort: number;
  readonly interakt: Interakt;
  readonly gemini: Gemini;
  readonly mailboxes: Mailboxes;
  readonly customerMail: CustomerMail;
  readonly feed: Feed;
  /** The customer with that number or a new one; name, number and address are made up where absent. */
  customer(given?: { name?: string; phone?: string; email?: string }): Customer;
  readonly people: readonly Person[];
  stop(): Promise<void>;
}

const BODY_LIMIT = 20 * 1024 * 1024;

/** Starts the providers and the customers on loopback. Everything is in memory, within bounds, and gone afterwards. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const feed = new Feed();
  const people = new People(feed);
  const chats = new Chats(feed);
  const media = new MediaShelf();
  const mailboxes = new Mailboxes(feed);
  const interakt = new Interakt(options.interakt, options.apiUrl, { people, chats, media, feed });
  const gemini = new Gemini(options.geminiApiKey ?? 'simulated-key');
  const customerMail = new CustomerMail(options.smtpIn, options.supportAddress, mailboxes);
  const sink = new MailSink(mailboxes);

  if (options.interakt.assumeKnown) {
    // Whoever the portal writes to lives here, or nobody could read it.
    feed.subscribe((change) => {
      if (change.type !== 'mail' || change.mail.folder !== 'inbox') return;
      const { address, mail } = change;
      people.meet({ email: address, name: mail.to.find((to) => to.address.toLowerCase() === address)?.name });
    });
  }

  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true });
  await app.register(interaktRoutes(interakt, media), { prefix: '/interakt' });
  await app.register(gemini.routes, { prefix: '/gemini' });
  await app.register(pageRoutes({ feed, people, chats, mailboxes, interakt, customerMail }));

  const smtpPort = await sink.listen(options.smtpSinkPort);
  let url: string;
  try {
    url = await app.listen({ port: options.port, host: '127.0.0.1' });
  } catch (error) {
    await sink.stop();
    throw error;
  }
  media.serveAt(url);

  return {
    url,
    interaktUrl: `${url}/interakt`,
    geminiUrl: `${url}/gemini`,
    smtpPort,
    interakt,
    gemini,
    mailboxes,
    customerMail,
    feed,
    customer: (given = {}) => new Customer(people.meet(given), { feed, chats, interakt, mailboxes, customerMail }),
    get people() {
      return people.all;
    },
    async stop() {
      interakt.stop();
      await Promise.all([app.close(), sink.stop()]);
    },
  };
}
