import { conversations, whatsappAccounts, type Conversation, type Message } from '@switchboard/contracts';
import { type Customer, interaktSignature, type Simulator, startSimulator } from '@switchboard/simulator';
import type { SignedIn, TestApp } from './test-app.ts';

export const SECRET = 'a-webhook-secret';
const API_KEY = 'the-api-key';

/** For specs: an Interakt with customers, and the account that connects it with the portal under test. */
export async function startChat(app: TestApp, admin: SignedIn): Promise<Chat> {
  const simulator = await startSimulator({
    port: 0,
    apiUrl: app.url,
    interakt: { slug: 'main', apiKey: API_KEY, webhookSecret: SECRET, businessNumber: '+919000099999' },
    smtpIn: { host: '127.0.0.1', port: 9 },
    smtpSinkPort: 0,
    supportAddress: 'support@demo.test',
  });
  const { id } = await admin.client(whatsappAccounts.create, {
    body: {
      provider: 'interakt',
      slug: 'main',
      name: 'Main number',
      address: '90000 99999',
      apiKey: API_KEY,
      webhookSecret: SECRET,
      apiBaseUrl: simulator.interaktUrl,
    },
  });
  return new Chat(app, admin, simulator, id);
}

export class Chat {
  constructor(
    readonly app: TestApp,
    readonly admin: SignedIn,
    readonly simulator: Simulator,
    readonly accountId: string,
  ) {}

  /** Posts bytes to the webhook as the provider would. */
  post(body: string | Buffer<ArrayBuffer>, headers: Record<string, string> = {}, path = '/webhooks/interact/main') {
    return fetch(this.app.url + path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'interakt-signature': interaktSignature(SECRET, body),
        ...headers,
      },
      body,
    });
  }

  /** The customer's conversation, once their message is in the inbox. */
  async conversationOf(customer: { person: Pick<Customer['person'], 'name'> }): Promise<Conversation> {
    for (;;) {
      const { items } = await this.admin.client(conversations.list, { query: { channel: 'whatsapp', limit: 200 } });
      const found = items.find(({ customerName }) => customerName === customer.person.name);
      if (found) return found;
    }
  }

  /** Messages of a conversation, oldest first. */
  async thread(conversationId: string): Promise<Message[]> {
    const { items } = await this.admin.client(conversations.messages, { params: { id: conversationId } });
    return items.toReversed();
  }

  /** A message as it is once `fits` holds. */
  async untilMessage(conversationId: string, fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = (await this.thread(conversationId)).find(fits);
      if (found) return found;
    }
  }
}
