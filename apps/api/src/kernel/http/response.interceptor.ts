import { Injectable, Logger, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Endpoint } from '@switchboard/contracts';
import { map, type Observable } from 'rxjs';
import { AppError } from './app-error.ts';
import { CONTRACT } from './route.decorator.ts';

/** Parses each answer by its contract, so that a field that is not declared never leaves the server. */
@Injectable()
export class ResponseInterceptor implements NestInterceptor {
  private readonly logger = new Logger('Response');

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const contract = Reflect.getMetadata(CONTRACT, context.getHandler()) as Endpoint | undefined;
    const schema = contract?.response;
    if (!schema) return next.handle();
    return next.handle().pipe(
      map((value: unknown) => {
        const parsed = schema.safeParse(value);
        if (parsed.success) return parsed.data;
        this.logger.error(
          { issues: parsed.error.issues, endpoint: contract.path },
          'The answer does not fit its contract',
        );
        throw new AppError('internal');
      }),
    );
  }
}
