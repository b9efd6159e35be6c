import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createClient, type Client, type Handshake, type Namespace } from '@switchboard/contracts';
import { createTestDatabase } from '@switchboard/local-stack';
import { createApp } from '../create-app.ts';
import { readEnvironment } from '../kernel/config/environment.ts';
import { Database } from '../kernel/database/database.ts';
import { createPerson, type TestPerson, type Who } from './test-people.ts';
import { TestSocket } from './test-socket.ts';
import { accessToken, type TestClaims } from './test-tokens.ts';

/** Nothing listens here: specs that sign in by password start Supabase Lite and override SUPABASE_URL. */
const NO_SUPABASE = 'http://127.0.0.1:9';
const JWT_SECRET = 'a-secret-that-only-tests-know-0123456789';

export interface SignedIn {
  agent: TestPerson;
  token: string;
  sessionId: string;
  /** Typed client that sends the token. */
  client: Client;
  /** Connects a socket as this agent; ended with the app. */
  connect(namespace: Namespace, handshake?: Omit<Partial<Handshake>, 'token'>): Promise<TestSocket>;
}

/** The real application on a database of its own, listening on a free port of 127.0.0.1. */
export class TestApp {
  private readonly sockets: TestSocket[] = [];

  private constructor(
    readonly app: NestFastifyApplication,
    /** E.g. `http://127.0.0.1:40123`, without a slash at the end. */
    readonly url: string,
    readonly databaseUrl: string,
    private readonly supabase: { url: string; secret: string },
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async start(environment: NodeJS.ProcessEnv): Promise<TestApp> {
    const database = environment.DATABASE_URL ? null : await createTestDatabase();
    const storage = await mkdtemp(join(tmpdir(), 'switchboard-'));
    const cleanUp = async () => {
      await database?.drop();
      await rm(storage, { recursive: true, force: true });
    };
    try {
      const settings = readEnvironment({
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        DATABASE_URL: database?.url,
        DATABASE_POOL_SIZE: '6',
        SUPABASE_URL: NO_SUPABASE,
        SUPABASE_ANON_KEY: 'test-anon-key',
        SUPABASE_JWT_SECRET: JWT_SECRET,
        CREDENTIALS_KEY: Buffer.alloc(32, 7).toString('base64'),
        STORAGE_DIR: storage,
        ALLOW_LOOPBACK_PROVIDERS: '1',
        RATE_LIMIT_PER_MINUTE: '100000',
        UNDO_SECONDS: '0',
        ...environment,
      });
      const app = await createApp(settings);
      await app.listen(0, '127.0.0.1').catch(async (error: unknown) => {
        await app.close();
        throw error;
      });
      const supabase = { url: settings.SUPABASE_URL, secret: settings.SUPABASE_JWT_SECRET ?? JWT_SECRET };
      return new TestApp(app, await app.getUrl(), settings.DATABASE_URL, supabase, cleanUp);
    } catch (error) {
      await cleanUp();
      throw error;
    }
  }

  /** A provider of the application, by its class. */
  get<T>(type: new (...args: never[]) => T): T {
    return this.app.get(type, { strict: false });
  }

  get database(): Database {
    return this.get(Database);
  }

  /** A typed client that sends this token, or none. */
  client(token: string | null = null): Client {
    return createClient({ baseUrl: this.url, token: () => token });
  }

  /** Makes an agent with these rights and signs in as them. */
  async signInAs(who: Who = {}): Promise<SignedIn> {
    const agent = await createPerson(this.database, who);
    const sessionId = randomUUID();
    const token = await this.token({ userId: agent.authUserId, email: agent.email, sessionId });
    return {
      agent,
      token,
      sessionId,
      client: this.client(token),
      connect: (namespace, handshake = {}) => this.connect(namespace, { ...handshake, token }),
    };
  }

  /** An access token of any kind, also such as must be refused. */
  token(claims: Partial<TestClaims>): Promise<string> {
    return accessToken(this.supabase, claims);
  }

  async connect(namespace: Namespace, handshake: Partial<Handshake>): Promise<TestSocket> {
    const socket = await TestSocket.connect(this.url, namespace, handshake);
    this.sockets.push(socket);
    return socket;
  }

  /** Ends sockets, server, workers and database. */
  async close(): Promise<void> {
    for (const socket of this.sockets) socket.close();
    await this.app.close();
    await this.cleanUp();
  }
}

/**
 * Starts the application for a spec; call `close()` in `afterAll`.
 *
 * @param environment overrides variables of the environment; with DATABASE_URL, that database is used and left alone
 */
export function startTestApp(environment: NodeJS.ProcessEnv = {}): Promise<TestApp> {
  return TestApp.start(environment);
}
