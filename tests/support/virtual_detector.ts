/** The model's detector in virtual time: it counts the audio it is given, and says where sound begins and ends. */

import type { CallEffect } from "../../src/call/call.ts";
import type { Happening } from "./call.ts";
import type { CallerFrame } from "./virtual_sound.ts";

/** Loud audio that makes it sure that something began, ms. */
const ONSET_MS = 60;

/** Silence after which a turn is over, ms: the session's `silence_duration_ms`. */
const SILENCE_MS = 500;

/** Hears frames, and calls `say` with what the vendor would send. */
export class VirtualDetector {
  #givenMs = 0;
  #loudMs = 0;
  #quietMs = 0;
  #turns = 0;
  #turnId: string | null = null;

  /** `losesTurn`: it never closes its first turn. Turns are called `name` and a number. */
  constructor(
    private readonly say: (event: Happening) => void,
    private losesTurn: boolean,
    private readonly name: string,
  ) {}

  /** Its turn is closed for it, and kept or thrown away. */
  close(keep: boolean): void {
    const turnId = this.#turnId;
    this.#turnId = null;
    this.losesTurn = false;
    if (turnId !== null && keep) this.say({ type: "turn_committed", turnId });
  }

  hear(effect: Extract<CallEffect, { type: "listen" | "listen_to_silence" }>): void {
    if (effect.type === "listen") this.#take(effect.audio.ulaw.length / 8, (effect.audio as CallerFrame).isLoud);
    else for (let ms = 0; ms < effect.ms; ms += 20) this.#take(20, false);
  }

  #take(ms: number, isLoud: boolean): void {
    this.#givenMs += ms;
    this.#loudMs = isLoud ? this.#loudMs + ms : 0;
    this.#quietMs = isLoud ? 0 : this.#quietMs + ms;
    if (this.#turnId === null && this.#loudMs >= ONSET_MS) {
      this.#turnId = `${this.name}${this.#turns++}`;
      this.say({ type: "speech_started", turnId: this.#turnId, audioStartMs: this.#givenMs - this.#loudMs });
    } else if (this.#turnId !== null && this.#quietMs >= SILENCE_MS && !this.losesTurn) {
      const turnId = this.#turnId;
      this.#turnId = null;
      this.say({ type: "speech_stopped", turnId, audioEndMs: this.#givenMs - this.#quietMs });
      this.say({ type: "turn_committed", turnId });
    }
  }
}
