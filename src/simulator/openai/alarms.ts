/** The timers of one session: they end with it. */
export class Alarms {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #isOver = false;

  /** Whether the session has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Calls `action` in `ms` milliseconds unless the returned function, or `end`, comes first; after `end` never. */
  after(ms: number, action: () => void): () => void {
    if (this.#isOver) return () => {};
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, Math.max(0, ms));
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** Cancels all of them, and takes no more. */
  end(): void {
    this.#isOver = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
