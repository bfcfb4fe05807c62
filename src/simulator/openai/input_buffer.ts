/** The input audio buffer: bytes as they are appended, the clock they make, and the turns that are found in them. */

import { Refusal } from "./complaint.ts";
import { type Detection, Detector, type DetectorSettings, WINDOW_MS } from "./detector.ts";
import { bytesPerMs, levelDb } from "./formats.ts";
import type { Format, TurnDetection } from "./session_shapes.ts";
import { Tape } from "./tape.ts";

/** A commit by hand needs at least this much audio (PROTOCOLS F8: "at least 100ms"). */
const COMMIT_MIN_MS = 100;

/** Audio between turns is kept for this much longer than the prefix: detection lags behind the sound it found. */
const LAG_MS = 200;

/** Semantic VAD is a model's judgement; here it is this much silence. */
const SEMANTIC: DetectorSettings = { threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 600 };

/** The input buffer of one session. */
export class InputBuffer {
  #format: Format;
  #tape = new Tape();
  /** The clock at the tape's first byte: the clock goes on when the format changes. */
  #originMs = 0;
  #detector: Detector | null = null;
  #settings: DetectorSettings = SEMANTIC;
  #window = new Uint8Array(0);
  #windowFill = 0;
  /** Where the audio of a turn committed by hand begins, bytes. */
  #turnFrom = 0;

  /** An empty buffer. */
  constructor(format: Format, detection: TurnDetection | null) {
    this.#format = format;
    this.configure(format, detection);
  }

  /** All audio ever appended, ms: counted in bytes, whatever they contain. */
  get clockMs(): number {
    return this.#originMs + this.#tape.end / bytesPerMs(this.#format);
  }

  /** Takes a new format, which empties the buffer, and new turn detection; null: turns are committed by hand. */
  configure(format: Format, detection: TurnDetection | null): void {
    if (format.type !== this.#format.type) this.clear();
    this.#originMs = this.clockMs - this.#tape.end / bytesPerMs(format);
    this.#format = format;
    if (this.#window.length !== WINDOW_MS * bytesPerMs(format)) {
      this.#window = new Uint8Array(WINDOW_MS * bytesPerMs(format));
      this.#windowFill = 0;
    }
    if (detection === null) {
      if (this.#detector !== null) this.#turnFrom = this.#tape.end;
      this.#detector = null;
      return;
    }
    this.#settings = settingsOf(detection);
    if (this.#detector === null) {
      this.#detector = new Detector(this.#settings);
      this.#detector.reset(this.clockMs);
      this.#windowFill = 0;
    } else this.#detector.configure(this.#settings);
  }

  /** Takes audio in. `found` is told of each turn that starts or stops in it, with the audio of one that stopped. */
  append(bytes: Uint8Array, found: (detection: Detection, audio: Uint8Array) => void): void {
    const before = this.#tape.end;
    this.#tape.append(bytes);
    if (this.#detector === null) return;
    let at = 0;
    while (at < bytes.length) {
      const taken = Math.min(bytes.length - at, this.#window.length - this.#windowFill);
      this.#window.set(bytes.subarray(at, at + taken), this.#windowFill);
      at += taken;
      this.#windowFill += taken;
      if (this.#windowFill < this.#window.length) break;
      this.#windowFill = 0;
      const endMs = this.#originMs + (before + at) / bytesPerMs(this.#format);
      const detection = this.#detector.hear(levelDb(this.#format, this.#window), endMs);
      if (detection !== null) found(detection, this.#audioOf(detection));
    }
    if (!this.#detector.isInTurn) {
      this.#tape.forget(this.#tape.end - (this.#settings.prefixPaddingMs + LAG_MS) * bytesPerMs(this.#format));
    }
  }

  /**
   * Ends the turn by hand and returns its audio.
   * @throws Refusal when there is less than 100 ms of it; with turn detection on, when nobody is speaking.
   */
  commit(): Uint8Array {
    const from = this.#detector === null
      ? this.#turnFrom
      : this.#detector.startMs === null
      ? this.#tape.end
      : this.#place(this.#detector.startMs);
    const ms = (this.#tape.end - from) / bytesPerMs(this.#format);
    if (ms < COMMIT_MIN_MS) {
      throw new Refusal(
        "input_audio_buffer_commit_empty",
        `Error committing input audio buffer: buffer too small. Expected at least ${COMMIT_MIN_MS}ms of audio, but ` +
          `buffer only has ${ms.toFixed(2)}ms of audio.`,
      );
    }
    const audio = this.#tape.copy(from);
    this.clear();
    return audio;
  }

  /** Forgets the audio that is not committed, and the turn under way. */
  clear(): void {
    this.#turnFrom = this.#tape.end;
    this.#tape.forget(this.#tape.end);
    this.#windowFill = 0;
    this.#detector?.reset(this.clockMs);
  }

  #audioOf(detection: Detection): Uint8Array {
    if (detection.type === "started") return new Uint8Array(0);
    return this.#tape.copy(this.#place(detection.audioStartMs), this.#place(detection.audioEndMs));
  }

  #place(clockMs: number): number {
    return Math.round((clockMs - this.#originMs) * bytesPerMs(this.#format));
  }
}

function settingsOf(detection: TurnDetection): DetectorSettings {
  if (detection.type === "semantic_vad") return SEMANTIC;
  return {
    threshold: detection.threshold ?? 0.5,
    prefixPaddingMs: detection.prefix_padding_ms ?? 300,
    silenceDurationMs: detection.silence_duration_ms ?? 200,
  };
}
