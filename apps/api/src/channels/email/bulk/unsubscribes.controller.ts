import { Controller, Res } from '@nestjs/common';
import { unsubscribes, type Input } from '@switchboard/contracts';
import type { FastifyReply } from 'fastify';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { askPage, brokenPage, donePage } from './unsubscribe-page.ts';
import { UnsubscribesService } from './unsubscribes.service.ts';

@Controller()
export class UnsubscribesController {
  constructor(private readonly unsubscribes: UnsubscribesService) {}

  @Route(unsubscribes.page)
  async page({ params }: Input<typeof unsubscribes.page>, @Res() reply: FastifyReply) {
    const linked = await this.unsubscribes.linked(params.token);
    if (!linked) return this.refuse(reply);
    return send(reply, linked.isUnsubscribed ? donePage(linked) : askPage(linked));
  }

  @Route(unsubscribes.confirm)
  async confirm({ params }: Input<typeof unsubscribes.confirm>, @Res() reply: FastifyReply) {
    const linked = await this.unsubscribes.unsubscribe(params.token);
    return linked ? send(reply, donePage(linked)) : this.refuse(reply);
  }

  private async refuse(reply: FastifyReply) {
    return send(reply.status(404), brokenPage(await this.unsubscribes.sender()));
  }
}

function send(reply: FastifyReply, page: string) {
  return reply
    .header(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex')
    .type('text/html; charset=utf-8')
    .send(page);
}
