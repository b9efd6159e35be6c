import { startWithPortal } from '../portal-stand-in.ts';

let portal: Awaited<ReturnType<typeof startWithPortal>>;
beforeEach(async () => {
  portal = await startWithPortal();
});
afterEach(() => portal.stop());

const request = {
  contents: [{ role: 'user', parts: [{ text: 'Classify: refund for A123' }] }],
  generationConfig: {
    responseMimeType: 'application/json',
    responseSchema: {
      type: 'object',
      properties: {
        summary: { type: 'string' },
        suggested_team: { type: 'string', format: 'enum', enum: ['finance', 'returns_refunds', 'general'] },
      },
    },
  },
};

const generate = (key = 'simulated-key') =>
  fetch(`${portal.simulator.geminiUrl}/v1beta/models/gemini-2.0-flash:generateContent`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-key': key },
    body: JSON.stringify(request),
  });

test('fills the schema it is asked for, as a JSON string', async () => {
  const body = (await (await generate()).json()) as {
    candidates: { content: { parts: { text: string }[] }; finishReason: string }[];
  };
  expect(body.candidates[0]?.finishReason).toBe('STOP');
  expect(JSON.parse(body.candidates[0]?.content.parts[0]?.text ?? '')).toEqual({
    summary: 'Classify: refund for A123',
    suggested_team: 'returns_refunds',
  });
});

test('refuses a wrong key, and fails as told', async () => {
  expect(await (await generate('other')).json()).toMatchObject({ error: { details: [{ reason: 'API_KEY_INVALID' }] } });
  portal.simulator.gemini.failNext('quota_per_day', 'overloaded', 'blocked', 'max_tokens');
  expect((await generate()).status).toBe(429);
  expect((await generate()).status).toBe(503);
  expect(await (await generate()).json()).toMatchObject({ promptFeedback: { blockReason: 'SAFETY' } });
  expect(await (await generate()).json()).toMatchObject({ candidates: [{ finishReason: 'MAX_TOKENS' }] });
});
