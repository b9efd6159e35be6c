/** One side of a comparison: does its work once and gives the figure that counts. */
export type Side = () => Promise<number>;

const ROUNDS = 3;

/**
 * Measures two sides in turn, A B A B A B, so that a machine that is busy for a while is busy for both.
 *
 * @returns the median of each side's rounds, and the rounds themselves
 */
export async function inTurn(a: Side, b: Side): Promise<{ a: number; b: number; rounds: [number, number][] }> {
  const rounds: [number, number][] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push([await a(), await b()]);
  return { a: median(rounds.map(([value]) => value)), b: median(rounds.map(([, value]) => value)), rounds };
}

export function median(values: number[]): number {
  return percentile(values, 50);
}

/** The value that `share` per cent of the values do not exceed (nearest rank). */
export function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? Number.NaN;
}

/** Runs `task` as often as `count` says, `concurrency` at a time. @returns milliseconds of each run */
export async function timed(
  count: number,
  concurrency: number,
  task: (lane: number, index: number) => Promise<void>,
): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  const lane = async (_: unknown, number: number) => {
    while (next < count) {
      const index = next;
      next += 1;
      const started = performance.now();
      await task(number, index);
      times.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
  return times;
}
