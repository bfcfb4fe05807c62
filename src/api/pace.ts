/** How fast the API may be asked: a client that has run wild must not take the machine from the callers. */

export interface PaceLimits {
  /** Requests a second, for as long as one likes. */
  readonly perSecond: number;
  /** Requests at once, after a pause. */
  readonly burst: number;
}

/** Ten times what a console and a records system ask for together. */
export const PACE: PaceLimits = { perSecond: 200, burst: 1_000 };

/** Counts requests: a bucket that fills again with time. `nowMs` is a clock that never jumps. */
export class Pace {
  #left: number;
  #atMs: number;

  constructor(private readonly limits: PaceLimits, private readonly nowMs: () => number) {
    this.#left = limits.burst;
    this.#atMs = nowMs();
  }

  /** Takes one request in; the seconds to wait, from 1, when it is one too many, else 0. */
  take(): number {
    const { perSecond, burst } = this.limits;
    const nowMs = this.nowMs();
    this.#left = Math.min(burst, this.#left + (nowMs - this.#atMs) * perSecond / 1_000);
    this.#atMs = nowMs;
    if (this.#left < 1) return Math.ceil((1 - this.#left) / perSecond);
    this.#left -= 1;
    return 0;
  }
}
