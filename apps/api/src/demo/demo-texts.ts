import type { ReplyTemplateDraft } from '@switchboard/contracts';

/** What the demo company answers often. */
export const demoReplies: Pick<ReplyTemplateDraft, 'title' | 'shortcut' | 'body'>[] = [
  {
    title: 'Refund is on its way',
    shortcut: 'refund',
    body: 'Hello {{customer.name}},\n\nyour refund is on its way and reaches your account within five working days. Your case number is {{conversation.id}}.',
  },
  {
    title: 'Please send a picture',
    shortcut: 'picture',
    body: 'Hello {{customer.name}}, could you send us a picture of it? Then we see at once what we can do.',
  },
  {
    title: 'Ask for the order number',
    shortcut: 'order',
    body: 'Hello {{customer.name}}, which order is it about? The number begins with SF- and is in the mail that confirmed it.',
  },
  {
    title: 'Delivery slots',
    shortcut: 'slots',
    body: 'We deliver on weekdays between 9:00 and 18:00, and on Saturdays until 13:00. Which day suits you?',
  },
];

/** Stands below each mail of the demo's mailbox. */
export const demoSignature = '{{agent.name}}\n*{{organisation.name}}*, everything that grows';
