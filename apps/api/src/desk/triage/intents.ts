/** What customers want, and the team that does it. Each intent has one team. */
export const intents = {
  invoice_request: 'finance',
  payment_problem: 'finance',
  billing_question: 'finance',
  account_change: 'support',
  how_to: 'support',
  complaint: 'support',
  order_status: 'dispatch',
  delivery_problem: 'dispatch',
  address_change: 'dispatch',
  price_enquiry: 'sales',
  product_question: 'sales',
  bulk_order: 'sales',
  login_problem: 'technical',
  app_error: 'technical',
  device_fault: 'technical',
  return_request: 'returns_refunds',
  refund_status: 'returns_refunds',
  exchange_request: 'returns_refunds',
  greeting: 'general',
  thanks: 'general',
  other: 'general',
} as const;

export type Intent = keyof typeof intents;
export type TriageTeam = (typeof intents)[Intent];

/** Slugs of the teams that triage can suggest. */
export const triageTeams = [...new Set(Object.values(intents))] as [TriageTeam, ...TriageTeam[]];
export const allIntents = Object.keys(intents) as [Intent, ...Intent[]];
