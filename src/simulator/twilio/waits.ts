/** Waiting for something to become true on a call, with a deadline: what tests do instead of sleeping. */

interface Wait {
  probe: () => boolean;
  deadlineMs: number;
  settle: (failure: string | null) => void;
}

/** The waits of one call; its clock probes them. */
export class Waits {
  #waits: Wait[] = [];
  #over = false;

  /**
   * Resolves when `probe` is true, looked at now and at every `look`.
   * @throws Error when it is not by `deadlineMs` on the call's clock, or the call ends before; the message is `what()`.
   */
  until(probe: () => boolean, deadlineMs: number, what: () => string): Promise<void> {
    if (probe()) return Promise.resolve();
    if (this.#over) return Promise.reject(new Error(`${what()}: the call is over`));
    return new Promise((resolve, reject) => {
      const settle = (why: string | null) => why === null ? resolve() : reject(new Error(`${what()}: ${why}`));
      this.#waits.push({ probe, deadlineMs, settle });
    });
  }

  /** Probes every wait. */
  look(nowMs: number): void {
    if (this.#waits.length === 0) return;
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) {
      if (wait.probe()) wait.settle(null);
      else if (nowMs >= wait.deadlineMs) wait.settle("the deadline has passed");
      else this.#waits.push(wait);
    }
  }

  /** The call is over: what is not true now will not become so. */
  end(): void {
    this.#over = true;
    const waits = this.#waits;
    this.#waits = [];
    for (const wait of waits) wait.settle(wait.probe() ? null : "the call is over");
  }
}
