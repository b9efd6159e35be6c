import { z } from 'zod';

/** The one catalogue of errors: code → HTTP status and what it means. */
export const errorCatalogue = {
  bad_request: { status: 400, means: 'The request cannot be understood; `details` names each bad field by path.' },
  unauthenticated: { status: 401, means: 'No token, or one that is expired, revoked or not ours.' },
  bad_credentials: { status: 401, means: 'E-mail and password do not match.' },
  bad_signature: { status: 401, means: 'The webhook signature does not fit the body. The body is kept as rejected.' },
  forbidden: { status: 403, means: 'Signed in, but without the right this needs.' },
  not_an_agent: { status: 403, means: 'Signed in, but no agent of this portal has that verified e-mail.' },
  not_found: { status: 404, means: 'There is no such thing, or none that you may see.' },
  conflict: { status: 409, means: 'It clashes with what is already there.' },
  stale: {
    status: 409,
    means: 'Something arrived that the sender had not seen; `details` lists it. Send again with `force` to insist.',
  },
  window_closed: { status: 409, means: 'The 24-hour WhatsApp window is closed: only a template can be sent.' },
  opted_out: { status: 409, means: 'The customer asked not to be written to by WhatsApp.' },
  gone: { status: 410, means: 'It was there once.' },
  too_large: { status: 413, means: 'The body is larger than this endpoint takes.' },
  unsupported_media_type: { status: 415, means: 'This endpoint does not take that content type.' },
  unprocessable: { status: 422, means: 'Understood, but it cannot be done; the message says why.' },
  rate_limited: { status: 429, means: 'Too many requests; wait as long as `Retry-After` says (seconds).' },
  internal: { status: 500, means: 'A fault on our side. The request id finds it in the log.' },
  provider_failed: {
    status: 502,
    means: 'The provider on the other side refused or broke; the message has its words.',
  },
  unavailable: { status: 503, means: 'Not ready, or the database is away. Try again.' },
} as const satisfies Record<string, { status: number; means: string }>;

export type ErrorCode = keyof typeof errorCatalogue;

export const ErrorDetail = z.object({
  path: z.string().describe('Where, e.g. `body.to.0.address`'),
  message: z.string(),
});
export type ErrorDetail = z.infer<typeof ErrorDetail>;

export const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
      details: z.array(ErrorDetail).optional(),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'Error' });
export type ErrorBody = z.infer<typeof ErrorBody>;
