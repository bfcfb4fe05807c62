/**
 * One sound over one reply, in virtual time: the caller's line, 40 ms of network each way, the detector of the simulated
 * OpenAI with a delay of its own, and the call's `step` between them.
 */

import { isVoiced } from "../../../src/audio/voice.ts";
import { levelDb, levelsDb } from "../../../src/audio/g711.ts";
import { Detector } from "../../../src/simulator/openai/detector.ts";
import { type Happening, VirtualCall } from "../call.ts";
import { addInto, encode, FRAME_SAMPLES, SAMPLES_PER_MS, type Waveform } from "./waveform.ts";

/** One way between the carrier and us, ms. */
const NETWORK_MS = 40;

/** Pieces of a reply, ms. */
const PIECE_MS = 200;

/** Loud for this long before the simulated detector is sure, ms. */
const SURE_MS = 40;

export interface Scene {
  /** What the caller's line carries, from the stream's beginning on. */
  readonly line: Waveform;
  /** What the model says, and when it begins to, ms since the stream's beginning. */
  readonly reply: Waveform;
  readonly replyAtMs: number;
  /** Our own voice comes back so much weaker, so much later. */
  readonly echo?: { readonly gainDb: number; readonly delayMs: number };
  /** The detector's setting. */
  readonly threshold: number;
  /** From a sound's arrival here to the detector's word about it, ms; at least the 40 that it needs to be sure. */
  readonly detectorMs: number;
  /** Whether the reply is the greeting, or one after a turn of the caller's. */
  readonly isGreeting: boolean;
}

export interface Outcome {
  /** When `clear` reached the carrier, ms since the stream's beginning; null when the reply was left alone. */
  readonly clearedAtMs: number | null;
  /** Whether the reply was cut off, be it before its first sound. */
  readonly isCut: boolean;
  /** When the reply ended at the carrier, ms. */
  readonly replyEndMs: number;
  /** Turns that were answered, and turns that were removed from the conversation. */
  readonly answered: number;
  readonly forgotten: number;
}

/** Plays a scene to its end. */
export function play(scene: Scene): Outcome {
  return new Stage(scene).run();
}

class Stage {
  readonly #call = new VirtualCall();
  readonly #detector: Detector;
  readonly #due: { readonly atMs: number; readonly happening: () => void }[] = [];
  #performed = 0;
  #turns = 0;
  #clearedAtMs: number | null = null;
  #playsUntilMs = 0;

  constructor(private readonly scene: Scene) {
    this.#detector = new Detector({ threshold: scene.threshold, prefixPaddingMs: 300, silenceDurationMs: 500 });
  }

  run(): Outcome {
    const { line, reply, replyAtMs, isGreeting } = this.scene;
    const echoed = this.#withEcho();
    this.#call.on({ type: "model_ready", model: "m" });
    this.#call.on({ type: "stream_started", streamSid: "MZ1" });
    if (!isGreeting) this.#call.replies("r0", 20);
    this.#at(replyAtMs, () => this.#reply("r1", reply));
    const frames = Math.floor(line.length / FRAME_SAMPLES);
    for (let number = 0; number < frames; number++) {
      const endMs = (number + 1) * 20 + NETWORK_MS;
      this.#pass(endMs);
      this.#hear(number, echoed(number), endMs);
    }
    const answers = this.#call.of("request_reply").filter(({ purpose }) => purpose === "answer");
    return {
      clearedAtMs: this.#clearedAtMs,
      isCut: this.#call.of("cancel_reply").length > 0 || this.#clearedAtMs !== null,
      replyEndMs: this.#playsUntilMs,
      answered: answers.length,
      forgotten: this.#call.of("forget_turn").length,
    };
  }

  #hear(number: number, ulaw: Uint8Array, atMs: number): void {
    const level = levelDb(ulaw);
    const audio = { ulaw, base64: "" };
    const voiced = isVoiced(ulaw, level);
    this.#on({ type: "caller_audio", timestampMs: number * 20, audio, levelDb: level, isVoiced: voiced });
    const found = this.#detector.hear(level, (number + 1) * 20);
    if (found === null) return;
    const saidMs = atMs + Math.max(0, this.scene.detectorMs - SURE_MS);
    if (found.type === "started") {
      const turnId = `turn${++this.#turns}`;
      const { audioStartMs } = found;
      return this.#at(saidMs, () => this.#on({ type: "speech_started", turnId, audioStartMs }));
    }
    const turnId = `turn${this.#turns}`;
    this.#at(saidMs, () => {
      this.#on({ type: "speech_stopped", turnId, audioEndMs: found.audioEndMs });
      this.#on({ type: "turn_committed", turnId });
    });
    // Only what the caller says before the reply has words: whatever comes later is what is being judged.
    const text = atMs < this.scene.replyAtMs ? "words" : "";
    this.#at(saidMs + 250, () => this.#on({ type: "turn_transcribed", turnId, text }));
  }

  /** The model sends four times faster than it is heard. */
  #reply(replyId: string, samples: Waveform): void {
    const ulaw = encode(samples);
    this.#on({ type: "reply_started", replyId });
    const step = PIECE_MS * SAMPLES_PER_MS;
    const startMs = this.#call.nowMs;
    for (let from = 0; from < ulaw.length; from += step) {
      const piece = ulaw.subarray(from, from + step);
      const event: Happening = {
        type: "reply_audio",
        replyId,
        lineId: `line_${replyId}`,
        audio: { ulaw: piece, base64: "" },
        levelsDb: levelsDb(piece),
      };
      this.#at(startMs + from / SAMPLES_PER_MS / 4, () => this.#on(event));
    }
    this.#at(startMs + ulaw.length / SAMPLES_PER_MS / 4, () => {
      if (this.#clearedAtMs !== null) return;
      this.#call.ended(replyId);
      this.#perform();
    });
  }

  #on(happening: Happening): void {
    this.#call.on(happening);
    this.#perform();
  }

  /** What was ordered reaches the carrier, which plays, returns marks, and stops playing. */
  #perform(): void {
    for (; this.#performed < this.#call.effects.length; this.#performed++) {
      const effect = this.#call.effects[this.#performed]!;
      const reachesMs = effect.atMs + NETWORK_MS;
      if (effect.type === "play") {
        this.#playsUntilMs = Math.max(this.#playsUntilMs, reachesMs) + effect.audio.ulaw.length / SAMPLES_PER_MS;
      } else if (effect.type === "mark") {
        const { name } = effect;
        this.#at(this.#playsUntilMs + NETWORK_MS, () => this.#on({ type: "mark_returned", name }));
      } else if (effect.type === "clear") {
        this.#clearedAtMs ??= reachesMs;
      }
    }
  }

  #at(atMs: number, happening: () => void): void {
    const index = this.#due.findIndex((other) => other.atMs > atMs);
    this.#due.splice(index < 0 ? this.#due.length : index, 0, { atMs, happening });
  }

  /** Everything due until then happens. */
  #pass(untilMs: number): void {
    for (let due = this.#due[0]; due !== undefined && due.atMs <= untilMs; due = this.#due[0]) {
      this.#due.shift();
      this.#call.wait(Math.max(0, due.atMs - this.#call.nowMs));
      this.#perform();
      due.happening();
    }
    this.#call.wait(untilMs - this.#call.nowMs);
    this.#perform();
  }

  /** The line's frames, with what comes back of the reply while it plays. */
  #withEcho(): (number: number) => Uint8Array {
    const { line, reply, replyAtMs, echo } = this.scene;
    const samples = line.slice();
    if (echo !== undefined) {
      const gain = 10 ** (echo.gainDb / 20);
      addInto(samples, reply.map((sample) => sample * gain), replyAtMs + NETWORK_MS + echo.delayMs);
    }
    const ulaw = encode(samples);
    return (number) => ulaw.subarray(number * FRAME_SAMPLES, (number + 1) * FRAME_SAMPLES);
  }
}
