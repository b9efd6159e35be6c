/** What a script found: counts, milliseconds and the like, by name. */
export type Figures = Record<string, number>;

/** One fault, done to a portal that is in use, and what must hold all the same. */
export interface FaultScript<Counts extends Figures = Figures> {
  /** As the file is called, e.g. `f1`. */
  id: string;
  summary: string;
  /** A program that it cannot run without; where it is missing, the script counts as skipped. */
  needs?: 'HAVE_DOVECOT' | 'HAVE_REDIS';
  /** How often, when it is asked for by name. */
  full: Counts;
  /** How often in `pnpm test`: done within some 20 seconds on two cores, a minute where each step has a time limit to run into. */
  small: Counts;
  /**
   * Does it. Whatever it starts, it stops, also when it throws (`await using`).
   *
   * @throws when something was lost, doubled or otherwise not as promised: by `check` of the harness
   */
  run(counts: Counts, log: (line: string) => void): Promise<Figures>;
}
