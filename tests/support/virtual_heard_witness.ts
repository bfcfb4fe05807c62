/** What the call believes was heard, against what the carrier really played. */

import { BYTES_PER_MS, MARK_OVERDUE_MS } from "../../src/call/limits.ts";
import type { VirtualCarrier } from "./virtual_carrier.ts";
import type { Plan } from "./virtual_plan.ts";
import { hold, type Taken } from "./virtual_witness.ts";

/** Half a frame of the carrier's clock, a mark each 240 ms, and room: what CONTRACT.md's README promises at p95. */
const ERROR_MS = 60;

/** Marks are waited for this long, delays and a stall of playing included. */
const OVERDUE_MS = MARK_OVERDUE_MS + 1_000;

/** What was believed when a `clear` or a close was ordered; the truth is known when it arrives. */
interface Belief {
  readonly recordedBytes: number;
  readonly heardMs: ReadonlyMap<string, number>;
}

export class HeardWitness {
  readonly #received = new Map<string, number>();
  /** Marks under way, by name: two at the same millisecond of a line have the same. */
  readonly #live = new Map<string, number>();
  readonly #reached = new Map<string, number>();
  readonly #beliefs: Belief[] = [];
  /** Since the last `clear` was ordered. */
  #recordedBytes = 0;
  #unheardBytes = 0;
  /** When all that was sent has been played, were there no network. */
  #endsAtMs = 0;
  /** What the carrier had played when the last `clear` arrived. */
  #clearedAtByte = 0;
  readonly #boundMs: number;
  readonly #isExact: boolean;
  errorMs = 0;

  constructor(private readonly plan: Plan, private readonly carrier: () => VirtualCarrier) {
    const { toService, toCaller, faults } = plan;
    this.#boundMs = ERROR_MS + toService.jitterMs * 2 + toCaller.jitterMs * 2;
    // Marks are timed by the caller's frames: while those are lost, by the last that came.
    this.#isExact = !faults.some((fault) =>
      [
        "marks_never",
        "marks_late",
        "playing_stalls",
        "frames_lost",
        "frames_stop",
        "stream_half_open",
        "reply_without_level",
      ].includes(
        fault,
      )
    );
  }

  took({ event, effects }: Taken): void {
    if (event.type === "reply_audio") add(this.#received, event.lineId, event.audio.ulaw.length);
    const wasLive = event.type === "mark_returned" && (this.#live.get(event.name) ?? 0) > 0;
    for (const effect of effects) {
      if (effect.type === "mark") add(this.#live, effect.name, 1);
      if (effect.type === "play") this.#sent(effect.audio.ulaw.length, event.atMs);
      if (effect.type === "record_heard") this.#record(effect.bytes, effect.endMs);
      if (effect.type === "drop_unheard") this.#unheardBytes = 0;
      if (effect.type === "truncate_line") this.#truncate(effect.lineId, effect.heardMs);
    }
    const isOverdue = this.#unheardBytes > 0 && event.atMs > this.#endsAtMs + OVERDUE_MS;
    hold(!isOverdue, `${this.#unheardBytes} bytes that were played long ago are not counted`);
    const counts = effects.some(({ type }) => type === "record_heard");
    if (event.type === "mark_returned" && counts) this.#markCounted(event.name, wasLive);
    if (effects.some(({ type }) => type === "clear" || type === "close_stream")) this.#believe(effects);
  }

  #sent(bytes: number, atMs: number): void {
    this.#unheardBytes += bytes;
    this.#endsAtMs = Math.max(this.#endsAtMs, atMs) + bytes / BYTES_PER_MS;
  }

  /** The carrier reached a mark, so many bytes after the last `clear`. */
  markReached(name: string, atByte: number): void {
    this.#reached.set(name, atByte);
  }

  /** A stream has begun: on it nothing was sent, played or believed yet. */
  started(): void {
    this.#beliefs.length = 0;
    this.#live.clear();
    this.#recordedBytes = 0;
    this.#clearedAtByte = this.carrier().playedBytes;
  }

  /** A `clear`, or the service's end of the stream, has reached the carrier. */
  stopped(): void {
    const belief = this.#beliefs.shift();
    const { playedBytes, playedOf } = this.carrier();
    const played = playedBytes - this.#clearedAtByte;
    this.#clearedAtByte = playedBytes;
    if (belief === undefined || !this.#isExact || this.plan.isChaotic) return;
    this.#close(belief.recordedBytes, played, "recorded");
    for (const [lineId, ms] of belief.heardMs) {
      this.#close(ms * BYTES_PER_MS, playedOf.get(lineId) ?? 0, `taken for heard of ${lineId}`);
    }
  }

  #close(believed: number, played: number, what: string): void {
    const errorMs = Math.abs(believed - played) / BYTES_PER_MS;
    this.errorMs = Math.max(this.errorMs, errorMs);
    hold(errorMs <= this.#boundMs, `${believed} bytes were ${what}, ${played} were played`);
  }

  #record(bytes: number, endMs: number): void {
    hold(bytes >= 0 && Number.isFinite(endMs) && endMs >= 0, `${bytes} bytes were recorded to end at ${endMs} ms`);
    hold(bytes <= this.#unheardBytes, `${bytes} bytes were recorded of ${this.#unheardBytes} that were sent`);
    this.#unheardBytes -= bytes;
    this.#recordedBytes += bytes;
  }

  #truncate(lineId: string, heardMs: number): void {
    const received = this.#received.get(lineId) ?? 0;
    const isRight = Number.isInteger(heardMs) && heardMs >= 0 && heardMs * BYTES_PER_MS <= received;
    hold(isRight, `${lineId} was truncated at ${heardMs} ms of ${received / BYTES_PER_MS} ms received`);
  }

  #markCounted(name: string, wasLive: boolean): void {
    hold(wasLive, `the mark ${name} counted, which a clear had given back or which counted before`);
    add(this.#live, name, -1);
    const atByte = this.#reached.get(name) ?? NaN;
    hold(
      Math.abs(this.#recordedBytes - atByte) < BYTES_PER_MS,
      `${this.#recordedBytes} bytes are recorded at ${name}, ${atByte} were played`,
    );
  }

  #believe(effects: Taken["effects"]): void {
    const heardMs = new Map<string, number>();
    for (const effect of effects) {
      if (effect.type === "truncate_line") heardMs.set(effect.lineId, effect.heardMs);
      if (effect.type === "forget_line") heardMs.set(effect.lineId, 0);
    }
    this.#beliefs.push({ recordedBytes: this.#recordedBytes, heardMs });
    this.#recordedBytes = 0;
    this.#live.clear();
  }
}

function add(map: Map<string, number>, key: string, more: number): void {
  map.set(key, (map.get(key) ?? 0) + more);
}
