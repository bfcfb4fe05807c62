/** Virtual time and seeded chance: what a simulation needs to be fast, and the same again for the same seed. */

/** Something that will happen. */
interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
}

/** A clock that jumps to whatever is due next; of two at the same time, what was planned first comes first. */
export class VirtualTime {
  nowMs = 0;
  #planned = 0;
  /** A binary heap, the earliest first. */
  readonly #heap: Due[] = [];

  /** Plans `act`, at the earliest now. */
  at(atMs: number, act: () => void): void {
    const heap = this.#heap;
    let index = heap.push({ atMs: Math.max(atMs, this.nowMs), order: this.#planned++, act }) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(heap[index]!, heap[parent]!)) break;
      swap(heap, index, parent);
      index = parent;
    }
  }

  /** Plans `act` in `ms`. */
  after(ms: number, act: () => void): void {
    this.at(this.nowMs + ms, act);
  }

  /** Runs until nothing is planned before `untilMs`. */
  runUntil(untilMs: number): void {
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#takeFirst();
      this.nowMs = next.atMs;
      next.act();
    }
    this.nowMs = untilMs;
  }

  #takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    heap[0] = last;
    for (let index = 0;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const least = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (!isBefore(heap[least]!, heap[index]!)) return;
      swap(heap, index, least);
      index = least;
    }
  }
}

/** A network's one direction: it delays, by a base and some jitter, and never reorders. */
export class VirtualWire {
  #lastMs = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    readonly baseMs: number,
    readonly jitterMs: number,
  ) {}

  /** Delivers after the delay. */
  send(arrive: () => void): void {
    const atMs = this.time.nowMs + Math.max(0, this.baseMs + this.chance.between(-this.jitterMs, this.jitterMs));
    this.#lastMs = Math.max(this.#lastMs, atMs);
    this.time.at(this.#lastMs, arrive);
  }
}

/** Chance from a seed (mulberry32, public domain). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + (high - low) * this.next();
  }

  /** A whole number, both ends included. */
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next());
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.atMs < other.atMs || one.atMs === other.atMs && one.order < other.order;
}

function swap(heap: Due[], one: number, other: number): void {
  const kept = heap[one]!;
  heap[one] = heap[other]!;
  heap[other] = kept;
}
