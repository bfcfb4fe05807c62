/** The timers of one session: they end with it. */
export class Alarms {
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();

  /** Calls `action` in `ms` milliseconds unless the returned function, or `clear`, comes first. */
  after(ms: number, action: () => void): () => void {
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

  /** Cancels all of them. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
