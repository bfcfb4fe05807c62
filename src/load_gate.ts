/**
 * Two gates for new calls, each with its own memory: the process that gets to its timers too late, and the store that does
 * not keep what it is given. Time comes with what they are told, ms on a steady clock.
 */

/** What is judged: long enough that no single pause decides, short enough that callers do not wait for the verdict. */
const LAG_WINDOW_MS = 4_000;

/**
 * Standing still for this part of it, frames wait for 170 ms in the mean; `clear` is due within 400 ms. More calls would
 * be heard by all.
 */
const LAG_REFUSED = 0.4;

/** Below this part, 60 ms in the mean, for so long, there is room again: one call more does not bring it back at once. */
const LAG_WELCOME = 0.2;
const CALM_MS = 3_000;

/** Writes of calls in a row that failed: one may be a conflict, three are a disk or a database. */
const WRITES_FAILED = 3;

/** New calls are taken otherwise for this long; then one that comes tries again. */
const WRITES_REST_MS = 15_000;

/** Opens and closes by how late the process gets to its timers. */
export class LagGate {
  readonly #late: { readonly atMs: number; readonly ms: number }[] = [];
  #calmSinceMs: number | null = null;
  isClosed = false;

  /** A timer was so late, ms. */
  lagged(ms: number, atMs: number): void {
    this.#late.push({ atMs, ms: Math.min(ms, LAG_WINDOW_MS) });
    while (this.#late[0] !== undefined && this.#late[0].atMs <= atMs - LAG_WINDOW_MS) this.#late.shift();
    const part = this.#late.reduce((sum, sample) => sum + sample.ms, 0) / LAG_WINDOW_MS;
    if (part >= LAG_REFUSED) this.isClosed = true;
    if (part >= LAG_WELCOME) this.#calmSinceMs = null;
    else this.#calmSinceMs ??= atMs;
    if (this.#calmSinceMs !== null && atMs - this.#calmSinceMs >= CALM_MS) this.isClosed = false;
  }
}

/** Closes when writes fail one after the other; opens when one succeeds, and for a try after a while. */
export class WriteGate {
  #failures = 0;
  #closedUntilMs = -Infinity;

  isClosed(atMs: number): boolean {
    return atMs < this.#closedUntilMs;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#closedUntilMs = -Infinity;
  }

  failed(atMs: number): void {
    this.#failures++;
    if (this.#failures >= WRITES_FAILED) this.#closedUntilMs = atMs + WRITES_REST_MS;
  }
}
