import { jsonIn } from '../../webhook-json.ts';
import type { SendOutcome } from '../../chat-provider.ts';

/** WhatsApp's codes in words an agent can act on. */
const meanings: Record<string, string> = {
  '368': 'WhatsApp blocked this account for a while for breaking its rules',
  '1013': 'The number is not on WhatsApp',
  '130429': 'WhatsApp is limiting the number of messages: try again in a while',
  '130472': 'WhatsApp held it back as part of an experiment of its own',
  '130497': 'WhatsApp does not let this account write to that country',
  '131000': 'WhatsApp had a fault and does not say which',
  '131005': 'WhatsApp refuses this account: its permission was taken away',
  '131008': 'Something that WhatsApp needs was missing',
  '131009': 'WhatsApp does not take one of the values',
  '131016': 'WhatsApp is not available at the moment: try again in a while',
  '131021': 'The message was addressed to our own number',
  '131026': 'The message cannot be delivered to this number',
  '131031': 'WhatsApp locked this account',
  '131037': 'The display name of our number is not approved yet',
  '131042': 'WhatsApp has a problem with the payment for this account',
  '131045': 'Our number is not registered rightly with WhatsApp',
  '131047': 'The 24-hour window is closed: only a template can be sent',
  '131048': 'WhatsApp is limiting our number, as too many messages were reported',
  '131049': 'WhatsApp held it back, as the customer gets many such messages',
  '131050': 'The customer does not want marketing messages from this number',
  '131051': 'WhatsApp does not know this kind of message',
  '131052': 'WhatsApp could not fetch the file',
  '131053': 'WhatsApp did not take the file',
  '131056': 'Too many messages went to this number in a short time: try again in a while',
  '131057': 'WhatsApp is being maintained: try again in a while',
  '132000': 'The template was given the wrong number of values',
  '132001': 'The template does not exist in this language',
  '132005': 'The template is too long with these values',
  '132007': "The template breaks WhatsApp's rules for its characters",
  '132012': 'A value does not fit the kind that the template wants',
  '132015': 'The template is paused for its low quality',
  '132016': 'The template is disabled for good',
  '133010': 'Our number is not registered with WhatsApp',
};

/** Why a message failed: what the code means, else the provider's words. */
export function failureText(code: string | null | undefined, reason: string | null | undefined): string {
  const words = (code && meanings[code]) || reason?.trim() || 'WhatsApp gave no reason';
  return code ? `${words} (${code})` : words;
}

export type InteraktAnswer = SendOutcome | { kind: 'unknown_customer'; reason: string };

/** What an answer of the send API means. Its errors are told apart by their words; statuses differ between them. */
export function classifyAnswer(status: number, body: Buffer): InteraktAnswer {
  const answer = objectIn(body);
  const reason = typeof answer?.['message'] === 'string' ? answer['message'] : `Interakt answered ${status}`;
  const { id, result } = answer ?? {};
  if (status >= 200 && status < 300) {
    if (typeof id === 'string' && id !== '' && result !== false) return { kind: 'accepted', externalId: id };
    if (result === false) return { kind: 'refused', reason, isAuthentication: false };
    return { kind: 'unknown', reason: 'Interakt took the message without saying its id' };
  }
  if (status === 401 || status === 403)
    return { kind: 'refused', reason: `Interakt refused the API key: ${reason}`, isAuthentication: true };
  if (status === 429) return { kind: 'try_later', reason: `${meanings['130429']}. ${reason}` };
  if (reason.includes('Customer is not available for the organization')) return { kind: 'unknown_customer', reason };
  if (reason.includes('has not messaged within last 24 hours')) {
    return { kind: 'refused', reason: meanings['131047']!, isAuthentication: false };
  }
  if (reason.includes('Missing variable values')) {
    return { kind: 'refused', reason: `${meanings['132000']}. ${reason}`, isAuthentication: false };
  }
  if (status >= 500) {
    // A body in Interakt's own shape says that it was refused; a gateway's page says nothing of what happened behind it.
    return result === false ? { kind: 'try_later', reason } : { kind: 'unknown', reason };
  }
  return { kind: 'refused', reason, isAuthentication: false };
}

function objectIn(body: Buffer): Record<string, unknown> | null {
  const value = jsonIn(body.toString('utf8'));
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
