import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Endpoint } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import type { Actor } from '../auth/actor.ts';
import { ActorService } from '../auth/actor.service.ts';
import { AppError } from './app-error.ts';
import { RateLimiter } from './rate-limiter.ts';
import { CONTRACT } from './route.decorator.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor?: Actor;
  }
}

/** The one door: who is calling, how often, and whether they may. A handler without a contract is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly actors: ActorService,
    private readonly limiter: RateLimiter,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const contract = Reflect.getMetadata(CONTRACT, context.getHandler()) as Endpoint | undefined;
    if (!contract) throw new AppError('forbidden', 'This route has no contract.');
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (contract.permission === 'public') {
      // Providers deliver in bursts and are verified by signature; everybody else is counted by address.
      if (contract.consumes !== 'raw') await this.limiter.take('request', `address:${request.ip}`);
      return true;
    }
    const actor = await this.actorOf(request);
    await this.limiter.take('request', actor.tokenId ? `token:${actor.tokenId}` : `agent:${actor.agentId}`);
    if (contract.permission !== 'signed_in') actor.require(contract.permission);
    request.actor = actor;
    return true;
  }

  /** Who has no valid token is counted by address, so that tokens cannot be tried without end. */
  private async actorOf(request: FastifyRequest): Promise<Actor> {
    const token = bearer(request.headers.authorization);
    try {
      if (!token) throw new AppError('unauthenticated', 'Send a token: Authorization: Bearer …');
      return await this.actors.fromToken(token);
    } catch (error) {
      await this.limiter.take('request', `address:${request.ip}`);
      throw error;
    }
  }
}

/** The token of an Authorization header. */
export function bearer(header: string | undefined): string | null {
  const match = /^Bearer\s+(\S+)$/i.exec(header ?? '');
  return match?.[1] ?? null;
}
