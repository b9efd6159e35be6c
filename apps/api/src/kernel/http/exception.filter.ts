import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { ErrorBody, ErrorCode } from '@switchboard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from './app-error.ts';

const byStatus: Record<number, ErrorCode> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
  503: 'unavailable',
};

/** PostgreSQL classes that mean "the database is away", not "the query is wrong". */
const databaseAway = /^(08|57P0[123]|53300)/;
const socketGone = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

/** Every error of the API in the one envelope; what is not in the catalogue is logged and answered as `internal`. */
@Catch()
export class CatalogueExceptionFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const error = toAppError(thrown);
    if (error.status >= 500) this.logger.error({ err: thrown }, error.message);
    answer(error, request, http.getResponse<FastifyReply>());
  }
}

/** Answers an error in the envelope of the catalogue. */
export function answer(error: AppError, request: Pick<FastifyRequest, 'id'>, reply: FastifyReply): void {
  const body: ErrorBody = {
    error: {
      code: error.code,
      message: error.message,
      ...(error.details ? { details: error.details } : {}),
      requestId: request.id,
    },
  };
  if (error.retryAfter !== undefined) void reply.header('retry-after', String(Math.ceil(error.retryAfter)));
  void reply.status(error.status).send(body);
}

export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof HttpException) {
    return new AppError(byStatus[thrown.getStatus()] ?? 'internal', withoutQuery(thrown.message), { cause: thrown });
  }
  if (thrown instanceof Error) {
    const { statusCode, code } = thrown as Error & { statusCode?: number; code?: string };
    if (statusCode && statusCode >= 400 && statusCode < 500) {
      return new AppError(byStatus[statusCode] ?? 'bad_request', withoutQuery(thrown.message), { cause: thrown });
    }
    const away =
      (code && (databaseAway.test(code) || socketGone.has(code))) ||
      /Connection terminated|timeout exceeded when trying to connect/.test(thrown.message);
    if (away)
      return new AppError('unavailable', 'The database is away. Try again in a moment.', {
        retryAfter: 2,
        cause: thrown,
      });
  }
  return new AppError('internal', undefined, { cause: thrown });
}

/** The framework quotes the address it has no route for, and providers put secrets into the query. */
function withoutQuery(message: string): string {
  return message.replace(/\?\S+/, '');
}
