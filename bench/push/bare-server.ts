import { createServer } from 'node:http';
import pg from 'pg';
import { Server } from 'socket.io';
import { ACCOUNT, SLUG } from '../harness/portal.ts';

// The least that stores a webhook durably and tells a socket of it: `node bare-server.ts`, DATABASE_URL and PORT set.

interface Webhook {
  data: { message: { id: string; message: string } };
}

const INSERT = `insert into inbound_events (provider, account, account_id, external_id, kind, headers, content_type, body, body_size, status, reason, processed_at)
  values ('interakt', $1, $2, $3, 'message_received', $4, 'application/json', $5, $6, 'received', null, null)`;

const client = new pg.Client({ connectionString: process.env['DATABASE_URL'] });
await client.connect();

async function store(values: unknown[]): Promise<boolean> {
  try {
    await client.query({ name: 'insert', text: INSERT, values });
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

function told(webhook: Webhook): object {
  return { cause: 'message.received', message: { text: webhook.data.message.message }, webhook };
}

const http = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const webhook = JSON.parse(body.toString()) as Webhook;
    const { id } = webhook.data.message;
    const values = [SLUG, ACCOUNT, `msg:${id}`, JSON.stringify(request.headers), body, body.length];
    void answer();
    async function answer(): Promise<void> {
      const stored = await store(values);
      if (stored) sockets.of('/inbox').emit('message', told(webhook));
      response.writeHead(stored ? 200 : 500).end('{"received":true}');
    }
  });
});
const sockets = new Server(http);
sockets.of('/inbox').on('connection', (socket) => socket.emit('ready', {}));
http.listen(Number(process.env['PORT']), '127.0.0.1');
