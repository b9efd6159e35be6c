import { createHmac, randomUUID } from 'node:crypto';
import { bodyOf, phoneOf, SECRET } from '../harness/portal.ts';

export interface Delivery {
  /** The key of the ledger. */
  externalId: string;
  body: Buffer;
  signature: string;
}

/** Every tenth message is delivered twice: half of those at once, half a little later, as a provider does that waited too long. */
const DUPLICATED = 10;
const LATER = 200;

/** Signed deliveries of `messages` different messages, in the order in which they are sent. */
export function deliveriesOf(messages: number): Delivery[] {
  const order: Delivery[] = [];
  const late: { after: number; delivery: Delivery }[] = [];
  for (let index = 0; index < messages; index += 1) {
    const delivery = signed(randomUUID(), phoneOf(index * 7919));
    order.push(delivery);
    if (index % (2 * DUPLICATED) === 0) order.push(delivery);
    else if (index % DUPLICATED === 0) late.push({ after: index + LATER, delivery });
    if (late[0]?.after === index) order.push(late.shift()!.delivery);
  }
  return [...order, ...late.map(({ delivery }) => delivery)];
}

export function signed(messageId: string, phone: string, text?: string): Delivery {
  const body = Buffer.from(bodyOf(messageId, phone, text));
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  return { externalId: `msg:${messageId}`, body, signature };
}
