import { availableParallelism, cpus, loadavg } from 'node:os';

/** What a bench ends with: one line of JSON. */
export interface Result {
  name: string;
  ratio: number;
  target: number;
  a: number;
  b: number;
  /** Of `a` and `b`. */
  unit: string;
  /** Whether the ratio and every other target of the bench is met. */
  ok: boolean;
}

/** The answers were not right: there is no figure to print. */
class WrongAnswer extends Error {}

/** @throws WrongAnswer when `right` is false */
export function check(right: boolean, otherwise: string): asserts right {
  if (!right) throw new WrongAnswer(otherwise);
}

export function say(line: string): void {
  console.log(`  ${line}`);
}

/** Prints the line of JSON that ends a bench; numbers with three significant places. */
export function report(result: Result & Record<string, unknown>): void {
  console.log(JSON.stringify(result, (_key, value: unknown) => (typeof value === 'number' ? rounded(value) : value)));
}

export function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}

/**
 * Runs a bench: says where it runs, and ends with code 1 when an answer was wrong or something broke; a target that is
 * missed is a result like any other.
 */
export async function bench(name: string, run: () => Promise<void>): Promise<void> {
  const busy = loadavg()[0] ?? 0;
  say(
    `${name} on ${availableParallelism()} × ${cpus()[0]?.model.trim()}, Node ${process.version}, load ${busy.toFixed(1)}`,
  );
  const started = performance.now();
  try {
    await run();
    console.error(`  ${((performance.now() - started) / 1000).toFixed(0)} s in all`);
  } catch (error) {
    console.error(error instanceof WrongAnswer ? `Wrong answer: ${error.message}` : error);
    process.exitCode = 1;
  }
}
