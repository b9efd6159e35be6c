import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines, startChild, type RunningChild } from '@switchboard/local-stack';
import { API_FLAGS } from './api-flags.ts';
import type { Lifetime } from './lifetime.ts';
import { ROOT, StartError, type Settings } from './settings.ts';
import { startWebServer, type WebConfig } from './web-server.ts';

/** Far more than a loaded machine needs. */
const READY_LIMIT_MS = 90_000;

/** Runs the parts that are programs of this workspace, each with a log of its own. */
export class Apps {
  readonly #settings: Settings;
  readonly #lifetime: Lifetime;
  readonly #env: NodeJS.ProcessEnv;

  constructor(settings: Settings, lifetime: Lifetime, env: NodeJS.ProcessEnv) {
    this.#settings = settings;
    this.#lifetime = lifetime;
    this.#env = env;
  }

  /** Starts the API and resolves when it answers that it is ready. */
  async startApi(): Promise<void> {
    if (this.#settings.dev) {
      await this.#run('bundler of the API', 'rolldown', ['node_modules/rolldown/bin/cli.mjs', '-c', '-w'], 'apps/api');
    }
    const watch = this.#settings.dev ? ['--watch', '--watch-preserve-output'] : [];
    await this.#run('API', 'api', [...watch, ...API_FLAGS, 'apps/api/dist/main.js']);
    await this.#untilAnswering('API', `http://127.0.0.1:${this.#settings.ports.api}/health/ready`);
  }

  /** Starts the simulated customers and providers, and resolves when their page answers. */
  async startSimulator(): Promise<void> {
    await this.#run('simulator', 'simulator', ['packages/simulator/src/main.ts']);
    await this.#untilAnswering('simulator', `http://127.0.0.1:${this.#settings.ports.simulator}/`);
  }

  /** Serves the portal: as it was built, or from its sources while developing. */
  async startWeb(config: WebConfig): Promise<void> {
    if (this.#settings.dev) {
      await this.#run('vite', 'vite', ['node_modules/vite/bin/vite.js'], 'apps/web');
      await this.#untilAnswering('vite', `http://localhost:${this.#settings.ports.web}/`);
      return;
    }
    const dir = join(ROOT, 'apps/web/dist');
    await this.#lifetime.start('web server', undefined, async () => {
      const server = await startWebServer({ dir, port: this.#settings.ports.web, config });
      return {
        stop: async () => {
          server.close();
          server.closeAllConnections();
        },
      };
    });
  }

  /** Fills an empty portal with the demo, once; a portal that has it is left alone. */
  async seedDemo(): Promise<void> {
    const logFile = this.#logFile('seed');
    const seeding = await this.#spawn('seed', ['--enable-source-maps', 'apps/api/dist/seed.js'], logFile);
    const { code } = await Promise.race([seeding.exited, this.#lifetime.ended.then(() => ({ code: 0 }))]);
    await seeding.stop();
    if (code !== 0) {
      throw new StartError(`The demo could not be seeded.\n\nThe end of ${logFile}:\n${await lastLines(logFile)}`);
    }
  }

  async #run(name: string, log: string, args: string[], folder = '.'): Promise<void> {
    await this.#lifetime.start(`The ${name}`, this.#logFile(log), (logFile) => this.#spawn(log, args, logFile, folder));
  }

  async #untilAnswering(name: string, url: string): Promise<void> {
    const deadline = performance.now() + READY_LIMIT_MS;
    while (!(await answers(url))) {
      this.#lifetime.throwIfStopping();
      if (performance.now() > deadline) {
        throw new StartError(
          `The ${name} runs but is not ready. ${url} and ${this.#logFile(name.toLowerCase())} say why.`,
        );
      }
      await delay(40);
    }
  }

  #spawn(name: string, args: string[], logFile: string, folder = '.'): Promise<RunningChild> {
    return startChild({
      command: process.execPath,
      args,
      cwd: join(ROOT, folder),
      env: this.#env,
      logFile,
      ...(this.#settings.verbose && { onOutput: (chunk) => process.stdout.write(prefixed(name, chunk)) }),
    });
  }

  #logFile(name: string): string {
    return join(this.#settings.dataDir, 'logs', `${name}.log`);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

function prefixed(name: string, chunk: string): string {
  return chunk.replace(/^(?=.)/gm, `${name} | `);
}
