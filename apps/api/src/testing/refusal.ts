import { ApiError } from '@switchboard/contracts';

/** What the API refuses a call with. @throws Error when it does not. */
export async function refusal(call: Promise<unknown>): Promise<ApiError> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome && outcome.error instanceof ApiError) return outcome.error;
  throw new Error('The API did not refuse this.', { cause: 'error' in outcome ? outcome.error : outcome.answer });
}
