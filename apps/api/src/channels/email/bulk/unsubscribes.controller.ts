import { Controller, Res } from '@nestjs/common';
import { unsubscribes, type Input } from '@switchboard/contracts';
import type { FastifyReply } from 'fastify';
import { Route } from '../../../kernel/http/route.decorator.ts';
import { askPage, donePage } from './unsubscribe-page.ts';
import { UnsubscribesService } from './unsubscribes.service.ts';

@Controller()
export class UnsubscribesController {
  constructor(private readonly unsubscribes: UnsubscribesService) {}

  @Route(unsubscribes.page)
  async page({ params }: Input<typeof unsubscribes.page>, @Res() reply: FastifyReply) {
    return send(reply, askPage(await this.unsubscribes.sender(params.token)));
  }

  @Route(unsubscribes.confirm)
  async confirm({ params }: Input<typeof unsubscribes.confirm>, @Res() reply: FastifyReply) {
    return send(reply, donePage(await this.unsubscribes.unsubscribe(params.token)));
  }
}

function send(reply: FastifyReply, page: string) {
  return reply
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
    .header('cache-control', 'no-store')
    .header('x-robots-tag', 'noindex')
    .type('text/html; charset=utf-8')
    .send(page);
}
