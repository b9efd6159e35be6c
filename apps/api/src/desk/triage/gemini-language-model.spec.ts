import { type GeminiFault, type Simulator, startSimulator } from '@switchboard/simulator';
import { z } from 'zod';
import { GeminiLanguageModel, nextReset } from './gemini-language-model.ts';
import { LanguageModelError } from './language-model.ts';

const schema = z.object({ summary: z.string(), team: z.enum(['finance', 'returns_refunds']) });

describe('Gemini behind the port', () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({
      port: 0,
      apiUrl: 'http://127.0.0.1:9',
      interakt: { slug: 'none', apiKey: 'none', webhookSecret: 'none-of-it', businessNumber: '+919000099999' },
      geminiApiKey: 'right-key',
      smtpIn: { host: '127.0.0.1', port: 9 },
      smtpSinkPort: 0,
      supportAddress: 'support@demo.test',
    });
  });
  afterAll(() => simulator.stop());

  const model = (apiKey = 'right-key', timeoutMilliseconds = 5_000): GeminiLanguageModel =>
    new GeminiLanguageModel({ apiKey, model: 'gemini-2.0-flash', baseUrl: simulator.geminiUrl, timeoutMilliseconds });
  const ask = (of = model()) =>
    of.generateJson({ system: 'Triage', prompt: 'I want a refund', schema, signal: new AbortController().signal });
  const failure = async (of = model()): Promise<LanguageModelError> => {
    const error: unknown = await ask(of).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error instanceof LanguageModelError) return error;
    throw new Error('It did not fail as it should.', { cause: error });
  };

  it('answers what the schema asks for', async () => {
    expect(await ask()).toEqual({ summary: 'I want a refund', team: 'returns_refunds' });
    expect(simulator.gemini.requests.at(-1)).toMatchObject({
      systemInstruction: { parts: [{ text: 'Triage' }] },
      generationConfig: {
        responseMimeType: 'application/json',
        responseSchema: {
          type: 'object',
          required: ['summary', 'team'],
          properties: { team: { type: 'string', format: 'enum', enum: ['finance', 'returns_refunds'] } },
        },
      },
    });
  });

  it.each<[GeminiFault, LanguageModelError['failure']]>([
    ['overloaded', 'unavailable'],
    ['model_not_found', 'misconfigured'],
    ['blocked', 'unusable_answer'],
    ['max_tokens', 'unusable_answer'],
    ['not_json', 'unusable_answer'],
  ])('says of %s that it is %s', async (fault, expected) => {
    simulator.gemini.failNext(fault);
    expect((await failure()).failure).toBe(expected);
  });

  it('says when a quota ends', async () => {
    simulator.gemini.failNext('quota_per_minute', 'quota_per_day');
    const minute = await failure();
    expect(minute.failure).toBe('rate_limited');
    expect(Math.round(((minute.retryAt?.getTime() ?? 0) - Date.now()) / 1000)).toBe(22);
    const day = await failure();
    expect(day.failure).toBe('quota_exhausted');
    expect(day.retryAt).toEqual(nextReset(new Date()));
  });

  it('says that the key is wrong', async () => {
    expect((await failure(model('wrong'))).failure).toBe('misconfigured');
  });

  it('gives up after its time', async () => {
    simulator.gemini.failNext('hang');
    expect((await failure(model('right-key', 100))).failure).toBe('unavailable');
  });

  it('knows when the day of quotas ends in California, in winter and in summer', () => {
    expect(nextReset(new Date('2026-01-15T07:59:00Z'))).toEqual(new Date('2026-01-15T08:00:00Z'));
    expect(nextReset(new Date('2026-07-15T08:00:00Z'))).toEqual(new Date('2026-07-16T07:00:00Z'));
  });
});
