import type { SimulatedTemplate } from './templates.ts';

type Given = Pick<SimulatedTemplate, 'name' | 'body'> & Partial<SimulatedTemplate>;

const buttons = (...list: Record<string, string>[]): string => JSON.stringify(list);

/** What the demo's company had approved, and one that is still looked at: Interakt lists only the former. */
export const demoTemplates: readonly Given[] = [
  {
    name: 'order_shipped',
    header_format: 'TEXT',
    header: 'Order {{1}}',
    body: 'Hello {{1}}, your order left our warehouse today and arrives on {{2}}.',
    footer: 'Sunfield Garden Supplies',
    buttons: buttons(
      { type: 'URL', text: 'Track it', url: 'https://demo.test/track/{{1}}' },
      { type: 'QUICK_REPLY', text: 'I need help' },
    ),
  },
  {
    name: 'order_shipped',
    language: 'hi',
    body: 'नमस्ते {{1}}, आपका ऑर्डर आज भेज दिया गया है और {{2}} तक पहुँच जाएगा।',
    footer: 'Sunfield Garden Supplies',
  },
  {
    name: 'visit_confirmed',
    body: 'Hello {{1}}, our technician visits you on *{{2}}* between {{3}}. Does that suit you?',
    buttons: buttons({ type: 'QUICK_REPLY', text: 'Yes' }, { type: 'QUICK_REPLY', text: 'Another day, please' }),
  },
  {
    name: 'monsoon_offer',
    category: 'MARKETING',
    header_format: 'IMAGE',
    body: 'Dear {{1}}, until Sunday every planter is 20 % off.',
    footer: 'Answer STOP to hear no more of offers',
    buttons: buttons({ type: 'URL', text: 'See the offer', url: 'https://demo.test/offers' }),
  },
  {
    name: 'case_follow_up',
    body: 'Hello, you wrote to us some days ago. May we still help you?',
    buttons: buttons(
      { type: 'QUICK_REPLY', text: 'Yes, please' },
      { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+919000000099' },
    ),
  },
  {
    name: 'sign_in_code',
    category: 'AUTHENTICATION',
    body: '{{1}} is your code.',
    buttons: buttons({ type: 'COPY_CODE' }),
  },
  {
    name: 'festival_greeting',
    category: 'MARKETING',
    language: 'en_GB',
    body: 'Dear {{1}}, a happy Diwali from all of us.',
    approval_status: 'PENDING',
  },
];
