import type { NormalizedEvent, ReceivedMedia } from '../../chat-provider.ts';
import { contentOf } from './message-content.ts';

type Fields = Record<string, unknown>;

const MOST_ANSWERS = 200;

/**
 * A workflow as it stands: `{id, customer_number, customer_name, workflow_title, data: [{question, answer}]}`. The list
 * is taken by being one, as its name differs between versions.
 */
export function workflowOf(data: Fields, at: Date | null): NormalizedEvent {
  const id = word(data['id']);
  if (!id) return { kind: 'ignored', reason: 'The workflow has no id.' };
  const customer = fields(data['customer']);
  const phone =
    word(data['customer_number']) || word(customer['channel_phone_number']) || word(customer['phone_number']);
  if (!phone) return { kind: 'ignored', reason: 'The workflow says no number it was answered from.' };
  const steps = stepsOf(data).map((step) => ({ question: questionIn(step), ...answerIn(step) }));
  const answers = steps.flatMap(({ question, answer }) => (answer === '' ? [] : [{ question, answer }]));
  const files = steps.flatMap(({ file }) => file ?? []);
  if (answers.length === 0) return { kind: 'ignored', reason: 'Nothing was answered to the workflow yet.' };
  return {
    kind: 'workflow',
    externalId: `workflow:${id}`.slice(0, 200),
    phone: phone.startsWith('+') ? phone : `+${phone}`,
    name: word(data['customer_name']).trim() || word(fields(customer['traits'])['name']).trim() || null,
    title: word(data['workflow_title']) || word(data['workflow_name']) || null,
    answers,
    files,
    at,
    payload: data,
  };
}

/** The id of the newest answer: it tells one step of the same workflow from the next. */
export function lastAnswerOf(data: Fields): string | null {
  const last = stepsOf(data).at(-1);
  return (last && (word(fields(last['answer'])['id']) || word(last['id']))) || null;
}

function stepsOf(data: Fields): Fields[] {
  const list = data['data'] ?? Object.values(data).find(Array.isArray);
  return Array.isArray(list) ? list.slice(0, MOST_ANSWERS).map(fields) : [];
}

function questionIn(step: Fields): string {
  const { question } = step;
  const asked = fields(question);
  return (word(question) || word(asked['message']) || word(asked['text'])).slice(0, 1000);
}

/** Plain, or a message with a choice or a file in it. */
function answerIn(step: Fields): { answer: string; file: ReceivedMedia | null } {
  const { answer } = step;
  if (typeof answer === 'string') return { answer: answer.slice(0, 4000), file: null };
  const given = fields(answer);
  const url = word(given['media_url']) || null;
  const { text, media } = contentOf({
    id: 'answer',
    message: word(given['message']) || word(given['text']),
    message_content_type: word(given['message_content_type']) || (url ? 'Image' : 'Interactive'),
    media_url: url,
  });
  return { answer: (text || media?.filename || '').slice(0, 4000), file: media };
}

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function word(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
