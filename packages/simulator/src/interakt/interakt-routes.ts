import type { FastifyInstance } from 'fastify';
import { InvalidInput } from '../people.ts';
import { ConnectionDropped, type Interakt, Refused } from './interakt.ts';
import type { MediaShelf } from './media-shelf.ts';
import { object, readPhone, readSendRequest, text } from './send-request.ts';

/** `/v1/public/*` of api.interakt.ai and the media it hands out, below a prefix of the caller's choice. */
export function interaktRoutes(interakt: Interakt, media: MediaShelf) {
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      if (error instanceof ConnectionDropped) return reply.raw.destroy();
      const status =
        error instanceof Refused ? error.status : error instanceof InvalidInput ? 400 : (error.statusCode ?? 500);
      return reply.status(status).send({ result: false, message: error.message });
    });

    app.get<{ Params: { id: string } }>('/media/:id/:filename', async (request, reply) => {
      const failure = media.takeFailure();
      if (failure) return reply.status(failure).send();
      const file = media.get(request.params.id);
      if (!file) return reply.status(404).send();
      return reply.type(file.contentType).header('x-content-type-options', 'nosniff').send(file.content);
    });

    await app.register(async (api) => {
      api.addHook('onRequest', async (request) => {
        if (request.headers.authorization !== `Basic ${interakt.options.apiKey}`) throw new Refused('unauthorized');
      });

      api.post('/v1/public/message/', async (request, reply) => {
        const { message, fault } = interakt.accept(readSendRequest(request.body));
        if (fault?.kind === 'drop') throw new ConnectionDropped();
        if (fault?.kind === 'hang') return reply.hijack();
        if (fault?.kind === 'lost') {
          if (!fault.answer) throw new ConnectionDropped();
          return reply.status(fault.answer.status).send(fault.answer.body);
        }
        return reply.status(201).send({
          result: true,
          message: 'Message queued for sending via Interakt. Check webhook for delivery status',
          id: message.id,
        });
      });

      api.get<{ Querystring: { offset?: string } }>('/v1/public/track/organization/templates', (request, reply) => {
        const offset = Number.parseInt(request.query.offset ?? '0', 10) || 0;
        return reply.send({ result: true, results: { templates: interakt.templates.page(offset) } });
      });

      api.post('/v1/public/track/users/', async (request, reply) => {
        const body = object(request.body, 'Request body should be a JSON object');
        const traits = object(body['traits'] ?? {}, 'traits should be an object');
        const person = interakt.track(readPhone(body), text(traits['name']));
        return reply.status(202).send({ result: true, message: `Customer with ${person.id} updated successfully` });
      });
    });
  };
}
