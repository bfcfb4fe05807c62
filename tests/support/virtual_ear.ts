/** The caller's patience, measured at the caller's ear: how long nothing was heard while something was owed. */

import { SILENCE_MS } from "../../src/call/limits.ts";
import type { Plan } from "./virtual_plan.ts";
import { HEALING } from "./virtual_plan.ts";
import type { ModelPiece } from "./virtual_sound.ts";
import { hold } from "./virtual_witness.ts";

/** CONTRACT.md, Times: a reply; dead air under one fault that can heal; under one that cannot. */
const REPLY_MS = 1_500;
const HEALING_MS = 3_000;
const LASTING_MS = 4_000;
const UNHEARD_MS = SILENCE_MS + REPLY_MS;

export class VirtualEar {
  /** The longest silence of this call, ms. */
  longestMs = 0;
  /** The caller's last word, or the last sound of a reply that is not complete: from then on something is owed. */
  #owedSinceMs: number | null = null;
  #callerSpoke = false;

  /** Fails when the caller waits for longer than `boundMs`. */
  constructor(private readonly boundMs: number) {}

  frame(atMs: number, heard: ModelPiece | null, isLastOfReply: boolean, callerSpeaks: boolean): void {
    if (this.#callerSpoke && !callerSpeaks) this.#owedSinceMs = atMs;
    this.#callerSpoke = callerSpeaks;
    if (callerSpeaks) {
      this.#owedSinceMs = null;
      return;
    }
    if (this.#owedSinceMs === null) return;
    this.#measure(atMs);
    if (heard !== null) this.#owedSinceMs = isLastOfReply ? null : atMs;
  }

  /** A stream has begun: something is owed from now on, or from before it broke. */
  started(atMs: number): void {
    this.#owedSinceMs ??= atMs;
  }

  /** The stream broke: the caller hears nothing until it is connected again. */
  broke(atMs: number): void {
    this.#owedSinceMs ??= atMs;
  }

  /** The stream is over: whoever comes next speaks to the caller, or the caller has gone. */
  over(atMs: number): void {
    if (this.#owedSinceMs !== null) this.#measure(atMs);
    this.#owedSinceMs = null;
  }

  #measure(atMs: number): void {
    const silentMs = atMs - this.#owedSinceMs!;
    this.longestMs = Math.max(this.longestMs, silentMs);
    hold(silentMs <= this.boundMs, `the caller has waited in silence for ${silentMs} ms`);
  }
}

/** How long the caller of a planned call may wait, ms. */
export function boundMs({ faults, isChaotic }: Plan): number {
  const [fault, ...more] = faults;
  if (isChaotic) return Infinity;
  // A word too short for our own ear is met by the question whether anybody is there.
  if (faults.includes("session_frozen")) return UNHEARD_MS;
  if (more.length > 0) return LASTING_MS;
  if (fault === undefined) return REPLY_MS;
  return (HEALING as readonly string[]).includes(fault) ? HEALING_MS : LASTING_MS;
}
