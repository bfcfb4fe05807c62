/** The one alarm of a call. */

/** An alarm this late says that the process stood still, and that what its peers sent meanwhile was not read. */
export const STOOD_STILL_MS = 100;

/** Enough turns of the event loop to read what waits; nobody hears the difference. */
export const CATCH_UP_MS = 20;

/**
 * Rings at the earliest time it was set to, and may find nothing due. When the process stood still, timers are ahead of
 * the sockets: what the peers said meanwhile is read before it rings. It waits for that once, so that it rings under any
 * load.
 */
export class Alarm {
  #armed: { readonly atMs: number; readonly timer: ReturnType<typeof setTimeout> } | null = null;

  /** `now` tells the time that `set` is asked for, ms. */
  constructor(private readonly now: () => number, private readonly ring: () => void) {}

  /** One that is armed for an earlier time stays. Null: there is nothing to wait for. */
  set(atMs: number | null): void {
    if (atMs === null) return this.clear();
    if (this.#armed !== null && this.#armed.atMs <= atMs) return;
    this.clear();
    const waitMs = Math.max(0, Math.ceil(atMs - this.now()));
    const ringsAtMs = this.now() + waitMs;
    const due = () => {
      if (this.now() - ringsAtMs > STOOD_STILL_MS) this.#arm(atMs, CATCH_UP_MS, () => this.#ring());
      else this.#ring();
    };
    this.#arm(atMs, waitMs, due);
  }

  clear(): void {
    if (this.#armed !== null) clearTimeout(this.#armed.timer);
    this.#armed = null;
  }

  #arm(atMs: number, waitMs: number, then: () => void): void {
    this.#armed = { atMs, timer: setTimeout(then, waitMs) };
  }

  #ring(): void {
    this.#armed = null;
    this.ring();
  }
}
