/** A noise over a reply neither stops it nor earns an answer. */

import { unheardMs } from "../../src/call/playback.ts";
import type { CallerFrame } from "./virtual_sound.ts";
import { hold, type Taken, talks } from "./virtual_witness.ts";

/** So much of a reply is left to be heard that a noise, 80 ms long and half over, ends before it. */
const WELL_WITHIN_MS = 500;

export class TurnWitness {
  /** Whether the turn that is open began within a reply, and nobody has spoken in it. */
  #isNoise = false;
  #sinceWordMs = Infinity;

  constructor(private readonly isChaotic: boolean) {}

  took({ before, event, effects }: Taken): void {
    if (this.isChaotic) return;
    switch (event.type) {
      case "caller_audio":
        this.#sinceWordMs = (event.audio as CallerFrame).isSpeech ? 0 : this.#sinceWordMs + 20;
        if (this.#sinceWordMs === 0) this.#isNoise = false;
        hold(!this.#isNoise || !effects.some(({ type }) => type === "clear"), "a noise stopped a reply");
        return;
      case "speech_started":
        this.#isNoise = talks(before) && this.#sinceWordMs > 1_000 && unheardMs(before.playback) > WELL_WITHIN_MS;
        hold(!this.#isNoise || !effects.some(({ type }) => type === "clear"), "a noise stopped a reply");
        return;
      case "turn_committed": {
        const isForgotten = effects.some(({ type }) => type === "forget_turn");
        hold(!this.#isNoise || !talks(before) || isForgotten, "a noise over a reply earned an answer");
        this.#isNoise = false;
      }
    }
  }
}
