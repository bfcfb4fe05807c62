/** Work of one key happens in the order it was asked for, whatever connections it runs on. */
export class Lanes {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs `work` after everything asked for with this key before. Throws what it throws. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const run = before === undefined ? work() : before.then(work, work);
    this.#last.set(key, run);
    const leave = () => {
      if (this.#last.get(key) === run) this.#last.delete(key);
    };
    run.then(leave, leave);
    return run;
  }

  /** Comes back when everything asked for so far, of any key, is over. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#last.values());
  }
}
