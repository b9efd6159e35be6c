import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

type Commands = Record<string, { input: unknown; answer: unknown }>;

interface Question {
  name: string;
  input: unknown;
}

/** A process of the bench that is asked one thing after the other. */
export class Helper<C extends object> implements AsyncDisposable {
  readonly #child: ChildProcess;

  constructor(module: string) {
    this.#child = fork(join(import.meta.dirname, module), [], { execArgv: [] });
  }

  ask<N extends keyof C & string>(name: N, input: (C[N] & Commands[string])['input']) {
    type Answer = (C[N] & Commands[string])['answer'];
    return new Promise<Answer>((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`${name}: the process ended with ${code}`));
      this.#child.once('exit', gone);
      this.#child.once('message', (answer: Answer) => {
        this.#child.off('exit', gone);
        resolve(answer);
      });
      this.#child.send({ name, input } satisfies Question);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }
}

type Answers<C extends object> = {
  [N in keyof C]: (input: (C[N] & Commands[string])['input']) => Promise<(C[N] & Commands[string])['answer']>;
};

/** The other end of {@link Helper}. */
export function answering<C extends object>(answers: Answers<C>): void {
  process.on('message', ({ name, input }: Question) => {
    answers[name as keyof C](input as never).then(
      (answer) => process.send?.(answer),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
