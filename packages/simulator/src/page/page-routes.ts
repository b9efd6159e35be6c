import { readFile } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Feed } from '../feed.ts';
import type { Chats } from '../interakt/chats.ts';
import type { SendFault } from '../interakt/faults.ts';
import type { Interakt } from '../interakt/interakt.ts';
import type { CustomerMail } from '../mail/customer-mail.ts';
import { type Mailboxes, attachmentOf } from '../mail/mailboxes.ts';
import { InvalidInput, type People, type Person, toE164 } from '../people.ts';

interface Parts {
  feed: Feed;
  people: People;
  chats: Chats;
  mailboxes: Mailboxes;
  interakt: Interakt;
  customerMail: CustomerMail;
}

type OfPerson = { Params: { phone: string } };

const assets = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/page.css': ['page.css', 'text/css; charset=utf-8'],
  '/page.js': ['page.js', 'text/javascript; charset=utf-8'],
  '/screen.js': ['screen.js', 'text/javascript; charset=utf-8'],
  '/chat.js': ['chat.js', 'text/javascript; charset=utf-8'],
  '/mail.js': ['mail.js', 'text/javascript; charset=utf-8'],
  '/marks.js': ['marks.js', 'text/javascript; charset=utf-8'],
} as const;

const contentSecurityPolicy =
  "default-src 'self'; img-src 'self' data: blob:; frame-src 'self' about:; style-src 'self' 'unsafe-inline'";
const HEARTBEAT_MS = 20_000;

/** The page at `/` and what it calls. Errors answer `{ message }`. */
export function pageRoutes({ feed, people, chats, mailboxes, interakt, customerMail }: Parts) {
  const known = (phone: string): Person => {
    const person = people.byPhone(toE164(phone));
    if (!person) throw new InvalidInput(`There is nobody with the number ${phone}`);
    return person;
  };

  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      reply.status(error instanceof InvalidInput ? 400 : (error.statusCode ?? 502)).send({ message: error.message }),
    );
    // The picture and file uploads of the page.
    app.addContentTypeParser(
      /^(image|video|audio)\/|^application\/(pdf|octet-stream)$/,
      { parseAs: 'buffer' },
      (_request, body, done) => done(null, body),
    );

    for (const [path, [file, type]] of Object.entries(assets)) {
      const content = await readFile(new URL(file, import.meta.url));
      app.get(path, async (_request, reply) =>
        reply
          .type(type)
          .header('content-security-policy', contentSecurityPolicy)
          .header('cache-control', 'no-cache')
          .send(content),
      );
    }

    app.get('/api/state', async () => ({
      business: { number: interakt.options.businessNumber, address: customerMail.supportAddress },
      people: people.all,
      chats: Object.fromEntries(people.all.map(({ phone }) => [phone, chats.messages(phone)])),
      mails: Object.fromEntries(people.all.map(({ email }) => [email, mailboxes.mails(email)])),
    }));

    app.get('/api/live', (request, reply) => {
      reply.hijack();
      live(reply, feed);
      request.raw.socket.setNoDelay(true);
    });

    app.post<{ Body: { name?: string; phone?: string; email?: string } }>('/api/people', async (request, reply) =>
      reply.status(201).send(people.meet(request.body ?? {})),
    );

    app.post<OfPerson & { Body: { text?: string } }>('/api/people/:phone/chat', async (request, reply) => {
      const text = request.body?.text?.trim();
      if (!text) throw new InvalidInput('Write something first');
      return reply.status(201).send(await interakt.receive(known(request.params.phone), { text }));
    });

    app.post<OfPerson & { Body: { messageId?: string; choiceId?: string } }>(
      '/api/people/:phone/choices',
      async (request, reply) => {
        const person = known(request.params.phone);
        const { messageId, choiceId } = request.body ?? {};
        const offered = chats.messages(person.phone).find(({ id }) => id === messageId);
        const choice = offered?.choices.find(({ id }) => id === choiceId);
        if (!choice) throw new InvalidInput('That was not offered');
        return reply.status(201).send(await interakt.receive(person, { text: choice.title, choice }));
      },
    );

    app.post<OfPerson & { Querystring: { filename?: string; caption?: string } }>(
      '/api/people/:phone/files',
      async (request, reply) => {
        if (!Buffer.isBuffer(request.body)) throw new InvalidInput('The body must be the file');
        const media = {
          content: Buffer.from(request.body),
          contentType: request.headers['content-type'] ?? 'application/octet-stream',
          filename: request.query.filename || 'file',
        };
        return reply
          .status(201)
          .send(await interakt.receive(known(request.params.phone), { text: request.query.caption ?? '', media }));
      },
    );

    app.put<OfPerson & { Body: { open?: boolean } }>('/api/people/:phone/chat/open', async (request, reply) => {
      await interakt.look(known(request.params.phone), request.body?.open === true);
      return reply.status(204).send();
    });

    app.post<OfPerson & { Body: { subject?: string; text?: string; answers?: string } }>(
      '/api/people/:phone/mails',
      async (request, reply) => {
        const person = known(request.params.phone);
        const { subject, text, answers } = request.body ?? {};
        if (!text?.trim()) throw new InvalidInput('Write something first');
        const answered = answers ? mailboxes.find(person.email, answers)?.mail : undefined;
        if (answers && !answered) throw new InvalidInput('The mail to answer is gone');
        const mail = await customerMail.send(
          person,
          answered ? { text, answers: answered } : { subject: subject ?? '', text },
        );
        return reply.status(201).send(mail);
      },
    );

    app.put<OfPerson & { Body: { threadId?: string } }>('/api/people/:phone/mails/read', async (request, reply) => {
      mailboxes.markRead(known(request.params.phone).email, request.body?.threadId ?? '');
      return reply.status(204).send();
    });

    app.get<{ Params: { phone: string; id: string; index: string } }>(
      '/api/people/:phone/mails/:id/attachments/:index',
      async (request, reply) => {
        const found = mailboxes.find(known(request.params.phone).email, request.params.id);
        const attachment = found && (await attachmentOf(found.raw, Number(request.params.index)));
        if (!attachment) return reply.status(404).send({ message: 'The attachment is gone' });
        return reply
          .type('application/octet-stream')
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`)
          .send(attachment.content);
      },
    );

    app.post<{ Body: { fault: SendFault; phone?: string } }>('/api/interakt/faults', async (request, reply) => {
      const { fault, phone } = request.body;
      interakt.faults.plan(fault, phone ? toE164(phone) : null);
      return reply.status(204).send();
    });
  };
}

function live(reply: FastifyReply, feed: Feed): void {
  reply.raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  reply.raw.write(': hello\n\n');
  const stop = feed.subscribe((change) => {
    if (change.type !== 'webhook') reply.raw.write(`data: ${JSON.stringify(change)}\n\n`);
  });
  const heartbeat = setInterval(() => reply.raw.write(': still here\n\n'), HEARTBEAT_MS);
  reply.raw.on('close', () => {
    clearInterval(heartbeat);
    stop();
  });
}
