import { randomUUID } from 'node:crypto';
import { phoneOf } from '../../harness/portal.ts';

/** A webhook of a story: what is told, and of what it is the status. */
export interface Told {
  /** What the webhooks of one message, workflow or customer's text have in common. */
  about: string;
  body: object;
}

/** What happens to one customer, in the order in which it happened. */
export interface Story {
  phone: string;
  /** Comes before anything else: it opens the conversation in which our own answers stand. Null where a campaign begins. */
  opening: Told | null;
  told: Told[];
  /** Ids of answers of ours that were sent without an answer of the provider: their statuses are among what is told. */
  ours: string[];
}

const BEGAN = Date.parse('2026-01-05T09:00:00Z');
const MINUTE = 60_000;
/** Every fifth customer hears from a campaign before they ever wrote. */
const CAMPAIGN_FIRST = 5;

/** @param name distinguishes two tellings of the same story: the same customers twice, by other numbers and ids */
export function storyOf(index: number, name: string, firstCustomer: number): Story {
  const phone = phoneOf(firstCustomer + index);
  const clock = new Clock(index);
  const id = (what: string): string => `${name}:${index}:${what}`;
  const isCampaignFirst = index % CAMPAIGN_FIRST === 0;
  const teller = new Teller(phone, clock);
  const ours = isCampaignFirst ? [] : [randomUUID(), randomUUID()];
  const opening = isCampaignFirst ? null : teller.text(id('text-1'), 'Where is my order?');
  const told: Told[] = [
    ...teller.sent('campaign', id('campaign'), ['sent', 'delivered', 'read', 'clicked']),
    teller.text(id('text-2'), 'It was promised for last week.'),
    ...ours.flatMap((message, at) =>
      teller.sent('api', id(`ours-${at}`), at === 0 ? ['sent', 'delivered', 'read'] : ['sent', 'failed'], message),
    ),
    ...teller.sent(
      'api',
      id('other'),
      index % 2 === 0 ? ['sent', 'failed', 'delivered'] : ['delivered', 'clicked', 'clicked'],
    ),
    ...teller.workflow(id('workflow'), 3),
    teller.text(id('text-3'), 'Thank you'),
  ];
  return { phone, opening, told, ours };
}

class Clock {
  #at: number;

  constructor(index: number) {
    this.#at = BEGAN + index * 1000;
  }

  /** The next moment, as Interakt writes it: naive UTC. */
  next(): string {
    this.#at += MINUTE;
    return new Date(this.#at).toISOString().replace('Z', '000');
  }
}

class Teller {
  readonly #phone: string;
  readonly #clock: Clock;

  constructor(phone: string, clock: Clock) {
    this.#phone = phone;
    this.#clock = clock;
  }

  text(id: string, message: string): Told {
    const at = this.#clock.next();
    return {
      about: id,
      body: this.#body('message_received', at, { id, received_at_utc: at, message_content_type: 'Text', message }),
    };
  }

  /** The statuses of one message of ours. */
  sent(origin: 'api' | 'campaign', id: string, states: string[], callbackData?: string): Told[] {
    const began = this.#clock.next();
    return states.map((state, step) => {
      const at = step === 0 && state === 'sent' ? began : this.#clock.next();
      const isClick = state === 'clicked';
      return {
        about: id,
        body: this.#body(`message_${origin}_${state}`, at, {
          id,
          received_at_utc: began,
          delivered_at_utc: state === 'delivered' ? at : null,
          seen_at_utc: state === 'read' ? at : null,
          channel_error_code: state === 'failed' ? '131026' : null,
          is_template_message: true,
          raw_template: '{"name":"order_update","language":"en","body":"Your order {{1}} is on its way"}',
          message_content_type: 'Template',
          message: '[{"type":"body","parameters":[{"type":"text","text":"A-1042"}]}]',
          meta_data: {
            ...(callbackData ? { source_data: { callback_data: callbackData } } : {}),
            ...(isClick ? { click_type: 'QR', button_text: `Button ${step}`, click_timestamp: at } : {}),
          },
        }),
      };
    });
  }

  /** Each step tells all answers so far. */
  workflow(id: string, steps: number): Told[] {
    const answers: object[] = [];
    return Array.from({ length: steps }, (_, step) => {
      answers.push({
        question: { id: `q${step}`, message: `Question ${step}?` },
        answer: { id: `a${step}`, message: `Answer ${step}` },
      });
      const data = { id, customer_number: `+${this.#phone}`, workflow_title: 'A workflow', data: [...answers] };
      return {
        about: id,
        body: { version: '1.0', timestamp: this.#clock.next(), type: 'workflow_response_update', data },
      };
    });
  }

  #body(type: string, timestamp: string, message: object): object {
    const customer = { channel_phone_number: this.#phone, traits: { name: `Customer ${this.#phone}` } };
    return { version: '1.0', timestamp, type, data: { customer, message } };
  }
}
