/** A stretch of a call, ms on its clock; `toMs` is not part of it. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Stretches kept: an hour of speech has about 20,000 pauses. */
const SPANS_KEPT = 100_000;

/** Stretches in the order of time, adjoining ones merged as they come. */
export class Spans {
  readonly #spans: Span[] = [];

  /** The latest stretch. */
  get last(): Span | undefined {
    return this.#spans.at(-1);
  }

  /** Adds a stretch that begins no earlier than the last one ended. */
  add({ fromMs, toMs }: Span): void {
    const last = this.last;
    if (last !== undefined && (last.toMs === fromMs || this.#spans.length >= SPANS_KEPT)) last.toMs = toMs;
    else this.#spans.push({ fromMs, toMs });
  }

  /** Copies, those at most `pauseMs` apart made one. */
  joined(pauseMs: number): Span[] {
    const joined: Span[] = [];
    for (const { fromMs, toMs } of this.#spans) {
      const last = joined.at(-1);
      if (last !== undefined && fromMs - last.toMs <= pauseMs) last.toMs = toMs;
      else joined.push({ fromMs, toMs });
    }
    return joined;
  }
}
