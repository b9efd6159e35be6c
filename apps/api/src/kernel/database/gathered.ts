interface Waiting<Value> {
  resolve: (value: Value | undefined) => void;
  reject: (error: unknown) => void;
}

/**
 * Joins look-ups and writes of many callers into few statements: what is asked for in one go of the event loop goes
 * together, and what is asked for while one statement is under way goes into the next. Not for use inside a transaction: the statement runs in
 * the context of one of the callers.
 */
export class Gathered<Value> {
  private waiting = new Map<string, Waiting<Value>[]>();
  private isRunning = false;

  /** @param run answers for each of the distinct keys that has something to say */
  constructor(private readonly run: (keys: string[]) => Promise<Map<string, Value>>) {}

  get(key: string): Promise<Value | undefined> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(key);
      if (others) others.push({ resolve, reject });
      else this.waiting.set(key, [{ resolve, reject }]);
      if (!this.isRunning) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.isRunning = true;
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.size > 0) {
      const taken = this.waiting;
      this.waiting = new Map();
      try {
        const answers = await this.run([...taken.keys()]);
        for (const [key, callers] of taken) for (const { resolve } of callers) resolve(answers.get(key));
      } catch (error) {
        for (const callers of taken.values()) for (const { reject } of callers) reject(error);
      }
    }
    this.isRunning = false;
  }
}
