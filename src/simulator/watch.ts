/** Waiting for what somebody else brings about, with a deadline on the real clock: what tests do instead of sleeping. */
export class Watch {
  readonly #watchers = new Set<() => void>();

  /** Comes back when `isThere` says so, asked now and at every `look`. Throws after `deadlineMs`. */
  until(isThere: () => boolean, deadlineMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        finish();
      };
      const look = () => isThere() && end(resolve);
      const timer = setTimeout(() => end(() => reject(new Error(`Waited ${deadlineMs} ms for ${what}`))), deadlineMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** Something has changed. */
  look(): void {
    for (const look of [...this.#watchers]) look();
  }
}
