import type { z } from 'zod';

export interface JsonRequest<T> {
  /** What the model is and does. */
  system: string;
  /** The material. It may hold anything a customer wrote. */
  prompt: string;
  /** What the answer must be. */
  schema: z.ZodType<T>;
  signal: AbortSignal;
}

/** A language model, whoever makes it. */
export interface LanguageModel {
  readonly name: string;
  /**
   * An answer that fits the schema.
   *
   * @throws {LanguageModelError}
   */
  generateJson<T>(request: JsonRequest<T>): Promise<T>;
}

/** Injection token of the {@link LanguageModel}, or null where none is configured. */
export const LANGUAGE_MODEL = Symbol('LANGUAGE_MODEL');

export type LanguageModelFailure =
  /** Too many requests; works again at `retryAt`. */
  | 'rate_limited'
  /** The quota of the day is used up; works again at `retryAt`. */
  | 'quota_exhausted'
  /** Overloaded, timed out or out of reach. */
  | 'unavailable'
  /** The key or the model name is wrong: an administrator has to act. */
  | 'misconfigured'
  /** It would not answer this, or not with what was asked for. */
  | 'unusable_answer';

export class LanguageModelError extends Error {
  readonly failure: LanguageModelFailure;
  /** From when on asking again makes sense, where that is known. */
  readonly retryAt: Date | null;

  constructor(failure: LanguageModelFailure, message: string, more: { retryAt?: Date; cause?: unknown } = {}) {
    super(message, { cause: more.cause });
    this.name = 'LanguageModelError';
    this.failure = failure;
    this.retryAt = more.retryAt ?? null;
  }
}
