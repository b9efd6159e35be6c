import { conversations, frtMedian, openConversations, waitingOnUs } from './conversation-metrics.ts';
import { deliveryRate, emails, failedMessages, messages, readRate } from './message-metrics.ts';
import type { Metric } from './metric.ts';

const all = [
  conversations,
  openConversations,
  waitingOnUs,
  frtMedian,
  messages,
  emails,
  failedMessages,
  deliveryRate,
  readRate,
];

/** Every metric of the product by its id. No number is shown that is not in here. */
export const metrics: ReadonlyMap<string, Metric> = new Map(all.map((metric) => [metric.id, metric]));
