import type { WhatsappTemplate } from '@switchboard/contracts';
import type { NormalizedEvent, TemplateKey } from '../../chat-provider.ts';

type Fields = Record<string, unknown>;
type Severity = 'info' | 'warning' | 'critical';

/** Events about the account; their data is flat and speaks of no customer and no message. */
const matters: Record<string, (data: Fields) => [Severity, string]> = {
  account_alerts: (data) => {
    const severity = words(data['alert_severity']).toLowerCase();
    const what = [data['alert_type'], data['alert_description'], data['alert_status']].map(words).filter(Boolean);
    return [
      severity === 'critical' ? 'critical' : severity === 'warning' ? 'warning' : 'info',
      `WhatsApp sent an alert: ${what.join(' · ') || 'it did not say about what'}`,
    ];
  },
  account_update: (data) => {
    const event = words(data['event']);
    const isBad = /DISABLE|VIOLATION|RESTRICT|DELETED|BAN|OFFBOARD/.test(event) && !/REINSTATE/.test(event);
    return [isBad ? 'critical' : 'info', `The WhatsApp account was updated: ${readable(event)}`];
  },
  account_review_update: (data) => {
    const decision = words(data['decision']);
    const severity = decision === 'APPROVED' ? 'info' : decision === 'REJECTED' ? 'critical' : 'warning';
    return [severity, `The review of the WhatsApp account ended: ${readable(decision)}`];
  },
  business_capability_update: (data) => {
    const daily = data['max_daily_conversation_per_phone'];
    const numbers = data['max_phone_numbers_per_business'];
    const parts = [
      typeof daily === 'number'
        ? daily < 0
          ? 'no limit of conversations a day'
          : `${daily} conversations a day for each number`
        : '',
      typeof numbers === 'number' ? `${numbers} numbers for the business` : '',
    ].filter(Boolean);
    return ['info', `WhatsApp now allows ${parts.join(', ') || 'something else'}`];
  },
  phone_number_quality_update: (data) => {
    const event = words(data['event']);
    const limit = words(data['current_limit']);
    const isBad = event === 'FLAGGED' || event === 'DOWNGRADE';
    return [isBad ? 'warning' : 'info', `Quality of the number: ${readable(event)}${limit ? `, limit ${limit}` : ''}`];
  },
};

const templateStates: Record<string, WhatsappTemplate['status']> = {
  APPROVED: 'approved',
  REINSTATED: 'approved',
  PENDING: 'pending',
  IN_APPEAL: 'pending',
  REJECTED: 'rejected',
  PAUSED: 'paused',
  FLAGGED: 'approved',
  DISABLED: 'disabled',
  PENDING_DELETION: 'disabled',
  DELETED: 'disabled',
};

/** What an event about the account or a template means; null for other types. */
export function newsOf(type: string, data: Fields, at: Date | null): NormalizedEvent | null {
  const matter = matters[type];
  if (matter) {
    const [severity, message] = matter(data);
    return { kind: 'account', matter: type, severity, message: message.slice(0, 500), at, details: data };
  }
  if (type === 'message_template_status_update') return templateStatus(data, at);
  if (type === 'template_performance_metrics') return performance(data, at);
  return null;
}

/** The state that Interakt's and Meta's words for it stand for. */
export function templateState(status: string): WhatsappTemplate['status'] {
  return templateStates[status.toUpperCase()] ?? 'unknown';
}

function templateStatus(data: Fields, at: Date | null): NormalizedEvent {
  const template = keyOf(data, 'message_template_');
  if (!template) return { kind: 'ignored', reason: 'It does not say which template it is about.' };
  const reason = words(data['reason']);
  return {
    kind: 'template_status',
    template,
    status: templateState(words(data['event'])),
    reason: reason && reason !== 'NONE' ? readable(reason) : null,
    at,
  };
}

function performance(data: Fields, at: Date | null): NormalizedEvent {
  const metrics = data['templates_performance_metrics'];
  const fields = typeof metrics === 'object' && metrics !== null && !Array.isArray(metrics) ? (metrics as Fields) : {};
  const template = keyOf(fields, 'template_');
  if (!template) return { kind: 'ignored', reason: 'It does not say which template it is about.' };
  return { kind: 'template_performance', template, metrics: fields, at };
}

function keyOf(data: Fields, prefix: string): TemplateKey | null {
  const name = words(data[`${prefix}name`]);
  const language = words(data[`${prefix}language`]);
  const id = data[`${prefix}id`];
  if (!name || !language) return null;
  return { name, language, providerId: typeof id === 'string' || typeof id === 'number' ? String(id) : null };
}

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 500) : '';
}

/** `INCORRECT_CATEGORY` → `incorrect category` */
function readable(code: string): string {
  return code.toLowerCase().replaceAll('_', ' ') || 'without saying what';
}
