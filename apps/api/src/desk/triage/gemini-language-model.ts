import type { ErrorDetails, GenerativeModel, ResponseSchema } from '@google/generative-ai';
import { z } from 'zod';
import { type JsonRequest, type LanguageModel, LanguageModelError } from './language-model.ts';

interface GeminiOptions {
  apiKey: string;
  model: string;
  /** Google's own address where absent. */
  baseUrl?: string | undefined;
  timeoutMilliseconds: number;
}

const MAX_OUTPUT_TOKENS = 512;
const WAIT_WITHOUT_HINT_SECONDS = 60;

/** Gemini through `@google/generative-ai`, which is loaded when it is first asked. */
export class GeminiLanguageModel implements LanguageModel {
  readonly name: string;
  private model: Promise<GenerativeModel> | null = null;

  constructor(private readonly options: GeminiOptions) {
    this.name = options.model;
  }

  async generateJson<T>({ system, prompt, schema, signal }: JsonRequest<T>): Promise<T> {
    const { response } = await this.ask(system, prompt, schema, signal);
    const candidate = response.candidates?.[0];
    const blocked = response.promptFeedback?.blockReason;
    if (blocked) throw new LanguageModelError('unusable_answer', `The prompt was blocked: ${blocked}`);
    const end: string = candidate?.finishReason ?? 'nothing';
    if (!candidate || end !== 'STOP') {
      throw new LanguageModelError('unusable_answer', `The answer ended with ${end}`);
    }
    const text = candidate.content.parts.map((part) => part.text ?? '').join('');
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw new LanguageModelError('unusable_answer', 'The answer does not fit the schema', { cause });
    }
  }

  private async ask(system: string, prompt: string, schema: z.ZodType, signal: AbortSignal) {
    try {
      const model = await (this.model ??= this.load());
      return await model.generateContent(
        {
          systemInstruction: { role: 'system', parts: [{ text: system }] },
          contents: [{ role: 'user', parts: [{ text: prompt }] }],
          generationConfig: {
            temperature: 0,
            maxOutputTokens: MAX_OUTPUT_TOKENS,
            responseMimeType: 'application/json',
            responseSchema: toResponseSchema(schema),
          },
        },
        // Not the SDK's own time-out: its timer goes on after the answer and keeps the process from ending.
        { signal: AbortSignal.any([signal, AbortSignal.timeout(this.options.timeoutMilliseconds)]) },
      );
    } catch (error) {
      throw toLanguageModelError(error);
    }
  }

  private async load(): Promise<GenerativeModel> {
    const { GoogleGenerativeAI } = await import('@google/generative-ai');
    const { apiKey, model, baseUrl } = this.options;
    return new GoogleGenerativeAI(apiKey).getGenerativeModel({ model }, baseUrl ? { baseUrl } : {});
  }
}

/** JSON Schema cut down to what Gemini takes: types, properties, required fields, items, enumerations, descriptions. */
function toResponseSchema(schema: z.ZodType): ResponseSchema {
  return convert(z.toJSONSchema(schema, { io: 'input' })) as unknown as ResponseSchema;
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

function convert(schema: JsonSchema): Record<string, unknown> {
  const { type, description, properties, required, items } = schema;
  return {
    type,
    ...(description ? { description } : {}),
    ...(schema.enum ? { format: 'enum', enum: schema.enum } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, of]) => [name, convert(of as JsonSchema)]),
          ),
        }
      : {}),
    ...(required ? { required } : {}),
    ...(items && !Array.isArray(items) ? { items: convert(items as JsonSchema) } : {}),
  };
}

function toLanguageModelError(error: unknown): LanguageModelError {
  const { status, errorDetails = [], message } = error as Error & { status?: number; errorDetails?: ErrorDetails[] };
  const more = { cause: error };
  if (status === 429) {
    const quotas = errorDetails.flatMap((detail) => (detail['violations'] ?? []) as { quotaId?: string }[]);
    if (quotas.some(({ quotaId }) => quotaId?.includes('PerDay'))) {
      return new LanguageModelError('quota_exhausted', message, { ...more, retryAt: nextReset(new Date()) });
    }
    const hint = errorDetails.map((detail) => detail['retryDelay']).find((delay) => typeof delay === 'string');
    const seconds = Number.parseFloat(hint ?? '') || WAIT_WITHOUT_HINT_SECONDS;
    return new LanguageModelError('rate_limited', message, { ...more, retryAt: new Date(Date.now() + seconds * 1000) });
  }
  const isKeyWrong = errorDetails.some(({ reason }) => reason === 'API_KEY_INVALID');
  if (isKeyWrong || status === 401 || status === 403 || status === 404) {
    return new LanguageModelError('misconfigured', message, more);
  }
  if (status === 400) return new LanguageModelError('unusable_answer', message, more);
  return new LanguageModelError('unavailable', message, more);
}

/** Daily quotas begin anew at midnight in California. */
export function nextReset(now: Date): Date {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'America/Los_Angeles',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string): number => Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const passed = part('hour') * 3600 + part('minute') * 60 + part('second');
  return new Date((Math.floor(now.getTime() / 1000) + 86_400 - passed) * 1000);
}
