import { expect, type Locator, type Page } from '@playwright/test';

/** Whoever is known by a name: a customer of the simulator, or one made up on its page. */
interface Named {
  person: { name: string };
}

/** What could not be reached, which the page has to live with; and that the test's own scripts may not enter a mail. */
const toldByBrowser = /^(Failed to load resource|WebSocket connection to|Blocked script execution in 'about:srcdoc')/;

/** The inbox as one agent has it on the screen. */
export class Desk {
  readonly page: Page;
  /** What went wrong in the page itself; empty while it is well. */
  readonly problems: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.problems.push(`${error.name}: ${error.stack || error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error' && !toldByBrowser.test(message.text())) this.problems.push(message.text());
    });
  }

  get navigation(): Locator {
    return this.page.getByRole('navigation', { name: 'Main' });
  }

  get list(): Locator {
    return this.page.getByRole('region', { name: 'Conversations' });
  }

  get conversation(): Locator {
    return this.page.getByRole('region', { name: 'Conversation', exact: true });
  }

  get messages(): Locator {
    return this.page.getByRole('region', { name: 'Messages' });
  }

  /** What the page says of its connection. */
  get banner(): Locator {
    return this.page
      .getByRole('main')
      .getByRole('status')
      .filter({ hasText: /line|connect/i });
  }

  get reply(): Locator {
    return this.page.getByRole('textbox', { name: 'Reply', exact: true });
  }

  get note(): Locator {
    return this.page.getByRole('textbox', { name: 'Note', exact: true });
  }

  view(name: string): Locator {
    return this.navigation.getByRole('link', { name: new RegExp(`^${name}\\b`) });
  }

  /** Opens a view of the sidebar and waits for its list. */
  async show(view: string): Promise<void> {
    await this.view(view).click();
    await expect(this.list.getByRole('heading', { name: view })).toBeVisible();
  }

  /** How many conversations the sidebar says are in a view. */
  async count(view: string): Promise<number> {
    const text = await this.view(view).innerText();
    return Number(/(\d[\d,]*)\s*$/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
  }

  /** The row of a customer in the list. */
  row({ person }: Named): Locator {
    return this.list.getByRole('option', { name: person.name });
  }

  /** Opens the conversation of a customer whose row is in the list. @returns its id */
  async open(customer: Named): Promise<string> {
    await this.row(customer).click();
    await expect(this.conversation.getByRole('heading', { name: /#\d+/ })).toBeVisible();
    return this.conversationId();
  }

  /** Of the conversation in the address bar. */
  conversationId(): string {
    const id = new URL(this.page.url()).searchParams.get('conversation');
    if (!id) throw new Error(`No conversation is open at ${this.page.url()}`);
    return id;
  }

  /** What a customer wrote. */
  messagesFrom({ person }: Named): Locator {
    return this.messages.getByRole('article', { name: `Message from ${person.name}` });
  }

  /** What the desk answered. */
  get replies(): Locator {
    return this.messages.getByRole('article', { name: /^(Reply from|On its way)/ });
  }

  /** The reply with that text; it stays the same element while it is on its way and after it has left. */
  replySaying(text: string): Locator {
    return this.replies.filter({ hasText: text });
  }

  async answer(text: string): Promise<void> {
    await this.reply.fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
  }

  /** Marks the document: the mark is gone if the page is ever loaded again. */
  async mark(): Promise<void> {
    await this.page.evaluate(() => document.documentElement.setAttribute('data-marked', ''));
  }

  async expectNoReload(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-marked', '');
  }
}
