/** One deadline for each call: a later one takes the place of the one before. */
export class Deadlines {
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  /** Calls `act` in `ms`, unless something else is set for this call before. */
  set(sid: string, ms: number, act: () => void): void {
    this.clear(sid);
    this.#timers.set(sid, setTimeout(act, ms));
  }

  /** Nothing is waited for any more. */
  clear(sid: string): void {
    clearTimeout(this.#timers.get(sid));
    this.#timers.delete(sid);
  }
}
