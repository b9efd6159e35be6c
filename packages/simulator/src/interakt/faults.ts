import type { ReportedStatus } from './payloads.ts';

/** The refusals that Interakt is known for, word for word. */
export const refusals = {
  unknown_customer: [400, 'Please correct the following error - Customer is not available for the organization'],
  window_closed: [400, 'Please correct the following error - Customer has not messaged within last 24 hours'],
  missing_variables: [400, "Missing variable values for template's body, expected number of values are 3"],
  unauthorized: [401, 'Unauthorized'],
  rate_limited: [429, 'Rate limit exceeded for this resource'],
  broken: [500, 'Internal Server Error'],
} as const;
export type Refusal = keyof typeof refusals;

/** What goes wrong with one send. */
export type SendFault =
  | { kind: 'refuse'; with: Refusal }
  /** The connection breaks before or after the message was accepted. */
  | { kind: 'drop'; accepted: boolean }
  /** The message is accepted, and its statuses wait until the spec reports them; the answer is this, or none. */
  | { kind: 'lost'; answer: { status: number; body: string } | null }
  /** The message is accepted and sent, but the request is never answered. */
  | { kind: 'hang' }
  /** These statuses are reported in this order, whatever happens on the phone. */
  | { kind: 'statuses'; order: ReportedStatus[] };

interface Planned {
  phone: string | null;
  fault: SendFault;
}

const MOST = 100;

/** Faults that wait for the next sends, each used once. */
export class Faults {
  readonly #planned: Planned[] = [];

  /** @param phone E.164; null for whoever comes next */
  plan(fault: SendFault, phone: string | null): void {
    this.#planned.push({ phone, fault });
    if (this.#planned.length > MOST) this.#planned.shift();
  }

  take(phone: string | null): SendFault | null {
    const at = this.#planned.findIndex((planned) => planned.phone === null || planned.phone === phone);
    return at < 0 ? null : (this.#planned.splice(at, 1)[0]?.fault ?? null);
  }
}
