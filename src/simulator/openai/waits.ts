/** Waiting for something to become true, with a deadline: what tests do instead of sleeping. */

interface Wait {
  readonly probe: () => boolean;
  readonly settle: (failure: string | null) => void;
}

/** The waits on one subject; whoever changes it calls `look`. */
export class Waits {
  readonly #waits = new Set<Wait>();

  /**
   * Resolves when `probe` is true, looked at now and at every `look`.
   * @throws Error naming `what`, when it is not within `deadlineMs`, or `end` comes before.
   */
  until(probe: () => boolean, deadlineMs: number, what: string): Promise<void> {
    if (probe()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (failure: string | null) => {
        clearTimeout(alarm);
        this.#waits.delete(wait);
        if (failure === null) resolve();
        else reject(new Error(`Waited for ${what}: ${failure}`));
      };
      const wait = { probe, settle };
      const alarm = setTimeout(() => settle(probe() ? null : `not within ${deadlineMs} ms`), deadlineMs);
      this.#waits.add(wait);
    });
  }

  /** Probes every wait. */
  look(): void {
    for (const wait of this.#waits) if (wait.probe()) wait.settle(null);
  }

  /** It is over: what is not true now will not become so. */
  end(why: string): void {
    for (const wait of this.#waits) wait.settle(wait.probe() ? null : why);
  }
}
