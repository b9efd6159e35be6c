import { measureAccuracy } from './accuracy.ts';
import heldOut from './labelled/held-out.json' with { type: 'json' };
import training from './labelled/training.json' with { type: 'json' };
import { allIntents } from './intents.ts';
import { triageKeyless } from './keyless-triage.ts';

test.each([
  ['Where is my order A-1042?', 'dispatch', 'order_status'],
  ['Paise kat gaye par order confirm nahi hua', 'finance', 'payment_problem'],
  ['मुझे अपना रिफंड कब मिलेगा', 'returns_refunds', 'refund_status'],
  ['Ich kann mich nicht anmelden', 'technical', 'login_problem'],
  ['thanks a lot!', 'general', 'thanks'],
])('%s → %s', async (text, team, intent) => {
  expect(await triageKeyless({ text, subject: null })).toMatchObject({ team, intent, summary: text });
});

test('takes any text, with a confidence between 0 and 1', async () => {
  for (const text of ['', ' ', '????', '\u0000', '🤷‍♀️', 'x'.repeat(100_000), '\uD800']) {
    const { confidence } = await triageKeyless({ text, subject: null });
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
  }
});

test('the labelled messages have known intents, and none is both learned from and tested on', () => {
  const texts = (examples: string[][]) => examples.map(([, , text]) => text?.toLowerCase());
  for (const [intent] of [...training, ...heldOut]) expect(allIntents).toContain(intent);
  expect(texts(training).filter((text) => texts(heldOut).includes(text))).toEqual([]);
});

test('the measured figures add up and stay above what was reached before', () => {
  const accuracy = measureAccuracy();
  expect(accuracy.messages).toBe(heldOut.length);
  expect(accuracy.confusion.flat().reduce((a, b) => a + b, 0)).toBe(heldOut.length);
  expect(accuracy.team).toBeGreaterThanOrEqual(0.85);
});
