import type { FastifyInstance } from 'fastify';

/** What the next generation suffers instead of succeeding. */
export type GeminiFault =
  | 'quota_per_minute'
  | 'quota_per_day'
  | 'overloaded'
  | 'model_not_found'
  | 'blocked'
  | 'max_tokens'
  | 'not_json'
  | 'hang';

interface Schema {
  type?: string;
  enum?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
}

interface GenerateRequest {
  contents?: { role?: string; parts?: { text?: string }[] }[];
  systemInstruction?: { parts?: { text?: string }[] };
  generationConfig?: { responseMimeType?: string; responseSchema?: Schema };
}

const MOST_KEPT = 100;

/** Google's generative language API with a model that knows no language: it fills the schema it is asked for. */
export class Gemini {
  /** The latest requests, newest last. */
  readonly requests: GenerateRequest[] = [];
  readonly #apiKey: string;
  readonly #faults: GeminiFault[] = [];
  readonly #answers: object[] = [];

  constructor(apiKey: string) {
    this.#apiKey = apiKey;
  }

  /** Faults of the next generations, each used once. */
  failNext(...faults: GeminiFault[]): void {
    this.#faults.push(...faults);
  }

  /** The JSON that the next generation answers, in place of one made up from the schema. */
  answerNext(answer: object): void {
    this.#answers.push(answer);
  }

  /** `POST /v1beta/models/<model>:generateContent` below a prefix of the caller's choice. */
  get routes() {
    return async (app: FastifyInstance): Promise<void> => {
      app.post<{ Params: { call: string }; Body: GenerateRequest }>('/v1beta/models/:call', async (request, reply) => {
        const [model, method] = request.params.call.split(':');
        if (method !== 'generateContent') return reply.status(404).send(failure(404, 'NOT_FOUND', 'Method not found.'));
        if (request.headers['x-goog-api-key'] !== this.#apiKey) return reply.status(400).send(invalidKey);
        this.requests.push(request.body);
        if (this.requests.length > MOST_KEPT) this.requests.shift();
        const fault = this.#faults.shift();
        if (fault === 'hang') return reply.hijack();
        const refusal = fault && refusals[fault];
        if (refusal) return reply.status(refusal.error.code).send(refusal);
        if (fault === 'blocked') {
          return { promptFeedback: { blockReason: 'SAFETY', safetyRatings: [] }, usageMetadata, modelVersion: model };
        }
        const answer = JSON.stringify(
          this.#answers.shift() ?? fill(request.body.generationConfig?.responseSchema ?? {}, promptOf(request.body)),
        );
        const text = fault === 'not_json' ? 'Sure! Here it is.' : fault === 'max_tokens' ? answer.slice(0, 12) : answer;
        return {
          candidates: [
            {
              content: { role: 'model', parts: [{ text }] },
              finishReason: fault === 'max_tokens' ? 'MAX_TOKENS' : 'STOP',
              index: 0,
              safetyRatings: [],
            },
          ],
          usageMetadata,
          modelVersion: model,
        };
      });
    };
  }
}

const usageMetadata = { promptTokenCount: 20, candidatesTokenCount: 18, totalTokenCount: 38 };

function failure(code: number, status: string, message: string, details: object[] = []) {
  return { error: { code, message, status, details } };
}

function quota(period: 'PerMinute' | 'PerDay') {
  return failure(
    429,
    'RESOURCE_EXHAUSTED',
    'You exceeded your current quota, please check your plan and billing details.',
    [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [
          {
            quotaMetric: 'generativelanguage.googleapis.com/generate_content_free_tier_requests',
            quotaId: `GenerateRequests${period}PerProjectPerModel-FreeTier`,
            quotaDimensions: { location: 'global', model: 'gemini-2.0-flash' },
            quotaValue: '15',
          },
        ],
      },
      ...(period === 'PerMinute' ? [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '22s' }] : []),
    ],
  );
}

const refusals: Partial<Record<GeminiFault, ReturnType<typeof failure>>> = {
  quota_per_minute: quota('PerMinute'),
  quota_per_day: quota('PerDay'),
  overloaded: failure(503, 'UNAVAILABLE', 'The model is overloaded. Please try again later.'),
  model_not_found: failure(404, 'NOT_FOUND', 'models/x is not found for API version v1beta'),
};

const invalidKey = failure(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
  {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'API_KEY_INVALID',
    domain: 'googleapis.com',
    metadata: { service: 'generativelanguage.googleapis.com' },
  },
]);

function promptOf(request: GenerateRequest): string {
  return (request.contents ?? [])
    .filter(({ role }) => role !== 'model')
    .flatMap(({ parts }) => parts ?? [])
    .map(({ text }) => text ?? '')
    .join('\n');
}

/** An enum member that the prompt names, else the last one; text is the prompt's beginning. */
function fill(schema: Schema, prompt: string): unknown {
  const type = schema.type?.toLowerCase() ?? 'string';
  if (type === 'object') {
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, property]) => [name, fill(property, prompt)]),
    );
  }
  if (type === 'array') return schema.items ? [fill(schema.items, prompt)] : [];
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return true;
  if (!schema.enum) return prompt.replaceAll(/\s+/g, ' ').trim().slice(0, 140);
  const words = prompt.toLowerCase();
  const isNamed = (member: string) => member.split('_').some((part) => words.includes(part.replace(/s$/, '')));
  return schema.enum.find(isNamed) ?? schema.enum.at(-1);
}
