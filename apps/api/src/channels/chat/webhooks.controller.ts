import { Controller, Req } from '@nestjs/common';
import { webhooks, type Input } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import { Route } from '../../kernel/http/route.decorator.ts';
import { ChatProviders } from './chat-providers.ts';
import { WebhookDoor } from './webhook-door.ts';

@Controller()
export class ChatWebhooksController {
  constructor(
    private readonly door: WebhookDoor,
    private readonly providers: ChatProviders,
  ) {}

  @Route(webhooks.interakt)
  interakt(_input: Input<typeof webhooks.interakt>, @Req() request: FastifyRequest) {
    return this.door.take(this.providers.interakt, null, request);
  }

  @Route(webhooks.interact)
  interact({ params }: Input<typeof webhooks.interact>, @Req() request: FastifyRequest) {
    return this.door.take(this.providers.interakt, params.slug, request);
  }
}
