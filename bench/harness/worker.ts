import { fork } from 'node:child_process';

/** Runs a module in a process of its own, hands it `input` and gives back what it answers: load must not share our thread. */
export function runApart<Answer>(module: string, input: unknown): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const child = fork(module, [], { execArgv: [] });
    child.once('message', (answer: Answer) => resolve(answer));
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${module} ended with ${code} before it answered`)));
    child.send(input as object);
  });
}

/** The other end of {@link runApart}. */
export function answerWith<Input>(work: (input: Input) => Promise<unknown>): void {
  process.once('message', (input: Input) => {
    work(input).then(
      (answer) => process.send?.(answer, () => process.disconnect()),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
}
