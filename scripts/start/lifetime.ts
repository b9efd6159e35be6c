import { lastLines } from '@switchboard/local-stack';
import { onParentsDeath } from './parents.ts';

interface Part {
  stop(): Promise<unknown>;
  /** Resolves when the part has ended, wanted or not; absent for what cannot end by itself. */
  exited?: Promise<unknown>;
}

/** How long the whole may take to stop before it is left to the watchdogs. */
const STOP_LIMIT_MS = 20_000;

/**
 * What runs at the moment, stopped in reverse order: once, whether by a signal, by the death of a
 * part or by a failed start.
 */
export class Lifetime {
  readonly #parts: { name: string; part: Part }[] = [];
  #stopping: Promise<void> | undefined;
  readonly #ended = Promise.withResolvers<string | undefined>();

  /** Resolves when everything is to end: with the reason if something went wrong, else undefined. */
  readonly ended: Promise<string | undefined> = this.#ended.promise;

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /**
   * Starts a part and watches over it: if it ends before it is told to, everything ends.
   *
   * @param logFile where the part writes, for telling why it ended
   */
  async start<P extends Part>(
    name: string,
    logFile: string | undefined,
    begin: (logFile: string) => Promise<P>,
  ): Promise<P> {
    this.throwIfStopping();
    const part = await begin(logFile ?? '');
    if (this.isStopping) await part.stop();
    this.throwIfStopping();
    this.#parts.push({ name, part });
    if (part.exited) void part.exited.then(() => this.#lost(name, logFile));
    return part;
  }

  async #lost(name: string, logFile: string | undefined): Promise<void> {
    if (this.isStopping) return;
    const log = logFile ? `\n\nThe end of ${logFile}:\n${await lastLines(logFile)}` : '';
    this.end(`${name} has ended by itself.${log}`);
  }

  /** Asks for the end; only the first reason counts. */
  end(reason?: string): void {
    this.#ended.resolve(reason);
  }

  /** Stops every part, last started first. */
  stop(): Promise<void> {
    this.#stopping ??= Promise.race([
      this.#stopParts(),
      new Promise<void>((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref()),
    ]);
    return this.#stopping;
  }

  throwIfStopping(): void {
    if (this.isStopping) throw new Stopping();
  }

  async #stopParts(): Promise<void> {
    for (const { part } of this.#parts.toReversed()) await part.stop();
  }
}

/** Thrown out of a start that a signal has overtaken. */
class Stopping extends Error {}

/**
 * Ends the lifetime on Ctrl-C, SIGTERM and SIGHUP, and when a package manager that started us dies
 * without passing a signal on. A second Ctrl-C does not wait any longer.
 */
export function endOnSignals(lifetime: Lifetime): void {
  let askedAt: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // One Ctrl-C can arrive twice: from the terminal, and passed on by the package manager.
      const repeated = askedAt !== undefined && performance.now() - askedAt > 1000;
      if (repeated && signal === 'SIGINT') process.exit(1);
      askedAt ??= performance.now();
      lifetime.end();
    });
  }
  void onParentsDeath(() => lifetime.end());
}
