import { Controller, Req, Res } from '@nestjs/common';
import { attachments, type Input } from '@switchboard/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Actor } from '../../kernel/auth/actor.ts';
import { badField } from '../../kernel/http/app-error.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { AttachmentsService } from './attachments.service.ts';

/** Types a browser may show in place; everything else is downloaded. */
const shownInPlace = /^(image\/(png|jpeg|gif|webp|avif)|audio\/|video\/|application\/pdf$)/;

@Controller()
export class AttachmentsController {
  constructor(private readonly attachments: AttachmentsService) {}

  @Route(attachments.upload)
  async upload(_input: Input<typeof attachments.upload>, @CurrentActor() actor: Actor, @Req() request: FastifyRequest) {
    const file = await request.file();
    if (!file || file.fieldname !== 'file') throw badField('body.file', 'send one file in the form field `file`');
    return this.attachments.upload(actor, {
      filename: file.filename,
      contentType: file.mimetype,
      body: await file.toBuffer(),
    });
  }

  @Route(attachments.download)
  async download({ params, query }: Input<typeof attachments.download>, @Res() reply: FastifyReply) {
    const { row, contentType, stream } = await this.attachments.open(params.id, query.expires, query.signature);
    const kind = shownInPlace.test(contentType) ? 'inline' : 'attachment';
    return reply
      .header('content-type', shownInPlace.test(contentType) ? contentType : 'application/octet-stream')
      .header('content-disposition', `${kind}; filename*=UTF-8''${encodeURIComponent(row.filename)}`)
      .header('content-security-policy', "default-src 'none'; sandbox")
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=1800')
      .send(stream);
  }
}
