/** The network between carrier and service: one direction of a connection, late and unsteady but in order. */

/** How one direction behaves. */
export interface LinkQuality {
  /** Every message is this late. */
  delayMs: number;
  /** And up to this much later, evenly distributed; order is kept, as TCP does. */
  jitterMs: number;
}

/** A number from 0 to below 1. */
export type Random = () => number;

/**
 * A seeded generator (mulberry32): the same seed gives the same network.
 * Source: Tommy Ettinger's public-domain mulberry32.
 */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mix = Math.imul(state ^ (state >>> 15), state | 1);
    mix ^= mix + Math.imul(mix ^ (mix >>> 7), mix | 61);
    return ((mix ^ (mix >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Delivers what is pushed, in order, after the link's delay. Without delay and jitter, at once and synchronously. */
export class DelayLine<Item> {
  readonly #quality: LinkQuality;
  readonly #random: Random;
  readonly #deliver: (item: Item) => void;
  #waiting: { item: Item; dueMs: number }[] = [];
  #alarm: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** `random` draws the jitter; `deliver` gets every item, until `close`. */
  constructor(quality: LinkQuality, random: Random, deliver: (item: Item) => void) {
    this.#quality = quality;
    this.#random = random;
    this.#deliver = deliver;
  }

  /** Sends an item on its way. */
  push(item: Item): void {
    if (this.#closed) return;
    const { delayMs, jitterMs } = this.#quality;
    if (delayMs === 0 && jitterMs === 0) {
      this.#deliver(item);
      return;
    }
    const nowMs = performance.now();
    const dueMs = nowMs + delayMs + this.#random() * jitterMs;
    this.#waiting.push({ item, dueMs });
    this.#alarm ??= setTimeout(() => this.#release(), dueMs - nowMs);
  }

  /** Loses what is still under way. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#alarm);
    this.#alarm = undefined;
    this.#waiting = [];
  }

  /** Delivers what is due, up to the first that is not: a late item holds back those behind it. */
  #release(): void {
    const nowMs = performance.now();
    this.#alarm = undefined;
    const due = this.#waiting.findIndex(({ dueMs }) => dueMs > nowMs + 0.5);
    const arrived = this.#waiting.splice(0, due < 0 ? this.#waiting.length : due);
    const next = this.#waiting[0];
    if (next !== undefined) this.#alarm = setTimeout(() => this.#release(), next.dueMs - nowMs);
    for (const { item } of arrived) if (!this.#closed) this.#deliver(item);
  }
}
