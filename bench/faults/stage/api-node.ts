import { join } from 'node:path';
import { freePort } from '@switchboard/local-stack';
import { startApi, type RunningApi } from '../../harness/api.ts';

const COMPILED = join(import.meta.dirname, '../../../node_modules/.cache/node');

/** A node of the portal's API that can be killed and comes back on the same port. */
export class ApiNode implements AsyncDisposable {
  readonly #databaseUrl: string;
  readonly #env: NodeJS.ProcessEnv;
  #running: RunningApi;

  private constructor(databaseUrl: string, env: NodeJS.ProcessEnv, running: RunningApi) {
    this.#databaseUrl = databaseUrl;
    this.#env = env;
    this.#running = running;
  }

  /** @param more variables beside those of every bench, e.g. `ROLE` */
  static async start(databaseUrl: string, more: NodeJS.ProcessEnv = {}): Promise<ApiNode> {
    const env = { NODE_COMPILE_CACHE: COMPILED, API_PORT: String(await freePort()), ...more };
    return new ApiNode(databaseUrl, env, await startApi(databaseUrl, env));
  }

  get url(): string {
    return this.#running.url;
  }

  get pid(): number {
    return this.#running.pid;
  }

  /** What the process is at this moment, for helpers of the benches that take one. */
  get running(): RunningApi {
    return this.#running;
  }

  /** SIGKILL: no hook of the process runs. */
  async kill(): Promise<void> {
    await this.#running.kill();
  }

  /** Starts it again where it was. @returns milliseconds until it was ready */
  async startAgain(): Promise<number> {
    this.#running = await startApi(this.#databaseUrl, this.#env);
    return this.#running.readyAfter;
  }

  /** What `work` comes to. @throws when the process ends before that */
  async whileAlive<T>(work: Promise<T>): Promise<T> {
    const ended = this.#running.exited.then(() => {
      throw new Error('The API ended');
    });
    return Promise.race([work, ended]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running.stop();
  }
}
