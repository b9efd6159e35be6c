import { Controller, Req } from '@nestjs/common';
import { auth, type Input, type Me, type Output } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import { bearer } from '../http/access.guard.ts';
import { CurrentActor } from '../http/current-actor.decorator.ts';
import { Route } from '../http/route.decorator.ts';
import type { Actor } from './actor.ts';
import { AuthService } from './auth.service.ts';

@Controller()
export class AuthController {
  constructor(private readonly service: AuthService) {}

  @Route(auth.setup)
  setup(): Promise<Output<typeof auth.setup>> {
    return this.service.setup();
  }

  @Route(auth.createFirstAdmin)
  createFirstAdmin(
    { body }: Input<typeof auth.createFirstAdmin>,
    @Req() request: FastifyRequest,
  ): Promise<Output<typeof auth.createFirstAdmin>> {
    return this.service.createFirstAdmin(body, request.ip);
  }

  @Route(auth.signIn)
  signIn({ body }: Input<typeof auth.signIn>, @Req() request: FastifyRequest): Promise<Output<typeof auth.signIn>> {
    return this.service.signIn(body.email, body.password, request.ip);
  }

  @Route(auth.refresh)
  refresh({ body }: Input<typeof auth.refresh>): Promise<Output<typeof auth.refresh>> {
    return this.service.refresh(body.refreshToken);
  }

  @Route(auth.signOut)
  signOut(_input: unknown, @CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<void> {
    return this.service.signOut(actor, bearer(request.headers.authorization) ?? '');
  }

  @Route(auth.me)
  me(_input: unknown, @CurrentActor() actor: Actor): Promise<Me> {
    return this.service.me(actor);
  }

  @Route(auth.updateMe)
  updateMe({ body }: Input<typeof auth.updateMe>, @CurrentActor() actor: Actor): Promise<Me> {
    return this.service.updateMe(actor, body);
  }
}
