import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { auth, createClient, supportEmails, whatsappAccounts, type Client } from '@switchboard/contracts';
import { startSimulator, type Customer, type Simulator } from '@switchboard/simulator';
import { createTransport, type SendMailOptions } from 'nodemailer';
import type { PortalAddresses } from '../portal/portal.ts';

/** A client of the API, signed in by password. */
export async function signedInClient({ apiUrl }: PortalAddresses, email: string, password: string): Promise<Client> {
  let token: string | null = null;
  const client = createClient({ baseUrl: apiUrl, token: () => token });
  const session = await client(auth.signIn, { body: { email, password } });
  token = session.accessToken;
  return client;
}

/**
 * The customers of one run of specs: providers and mail server of their own, in this process, joined to a portal by a
 * WhatsApp account and a mailbox that an admin adds. They repeat what the portal does not take, as real ones do.
 */
export class Customers {
  readonly simulator: Simulator;
  /** The mailbox that they write to. */
  readonly supportAddress: string;
  readonly #portal: PortalAddresses;

  private constructor(simulator: Simulator, supportAddress: string, portal: PortalAddresses) {
    this.simulator = simulator;
    this.supportAddress = supportAddress;
    this.#portal = portal;
  }

  static async join(portal: PortalAddresses, admin: Client): Promise<Customers> {
    const tag = `e2e-${randomInt(1e9).toString(36)}`;
    const supportAddress = `${tag}@demo.test`;
    const account = { slug: tag, apiKey: `${tag}-key`, webhookSecret: `${tag}-secret`, businessNumber: newNumber() };
    const simulator = await startSimulator({
      port: 0,
      apiUrl: portal.apiUrl,
      interakt: account,
      smtpIn: { host: '127.0.0.1', port: portal.smtpInPort },
      smtpSinkPort: 0,
      supportAddress,
    });
    const { slug, apiKey, webhookSecret, businessNumber } = account;
    await admin(whatsappAccounts.create, {
      body: {
        provider: 'interakt',
        slug,
        name: 'Main number',
        address: businessNumber,
        apiKey,
        webhookSecret,
        apiBaseUrl: simulator.interaktUrl,
      },
    });
    const smtp = { host: '127.0.0.1', port: simulator.smtpPort, secure: false, username: '', password: '' };
    await admin(supportEmails.create, { body: { address: supportAddress, name: 'Sunfield Support', smtp } });
    return new Customers(simulator, supportAddress, portal);
  }

  /** Somebody whom the portal has never heard of, whose name begins as given. */
  meet(name: string): Customer {
    const phone = newNumber();
    const tag = phone.slice(-5);
    const email = `${/^[a-z]+/.exec(name.toLowerCase())?.[0] ?? 'customer'}.${tag}@example.test`;
    return this.simulator.customer({ name: `${name} ${tag}`, phone, email });
  }

  /** Sends a mail made by hand to the mailbox; resolves once the portal's server accepted it. */
  async send(mail: SendMailOptions): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: this.#portal.smtpInPort, ignoreTLS: true });
    await transport.sendMail({ to: this.supportAddress, ...mail });
  }

  /** Repeats a delivery until the portal takes it, as the customers' own mail server would. */
  async untilAccepted<T>(deliver: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await deliver();
      } catch {
        await delay(500);
      }
    }
  }

  leave(): Promise<void> {
    return this.simulator.stop();
  }
}

/** In the range kept for fictional numbers, above those of the demo. */
function newNumber(): string {
  return `+9190000${randomInt(20_000, 99_000)}`;
}
