/**
 * Server VAD by energy: when speech starts and stops, from the level of each 20 ms of audio. A stand-in for the API's
 * own, which is a model; the settings mean the same and errors go the same way: short loud noises are taken for speech.
 */

/** Audio is judged in pieces of this length. */
export const WINDOW_MS = 20;

/** Loud for this many windows in a row is speech: a click is not, a slammed door is. */
const ONSET_WINDOWS = 2;

/** Speech ends at a lower level than it starts, by this much of the threshold's scale, as in Silero's detector. */
const HYSTERESIS = 0.15;

/** What a detector listens for; the names and meanings are those of `turn_detection`. */
export interface DetectorSettings {
  /** 0-1. The level that counts as speech: 0 is -60 dBFS, 0.5 is -40, 1 is -20. */
  readonly threshold: number;
  readonly prefixPaddingMs: number;
  readonly silenceDurationMs: number;
}

/** What it found, on the clock of the audio received. */
export type Detection =
  | { readonly type: "started"; readonly audioStartMs: number }
  | { readonly type: "stopped"; readonly audioStartMs: number; readonly audioEndMs: number };

/** The detector of one session. */
export class Detector {
  #settings: DetectorSettings;
  /** The turn under way began here, prefix included; null between turns. */
  #startMs: number | null = null;
  #loudWindows = 0;
  #quietMs = 0;
  /** Audio before this belongs to the turn before. */
  #floorMs = 0;

  /** A detector that has heard nothing yet. */
  constructor(settings: DetectorSettings) {
    this.#settings = settings;
  }

  /** Whether speech has started and not stopped. */
  get isInTurn(): boolean {
    return this.#startMs !== null;
  }

  /** Where the turn under way began, ms; null between turns. */
  get startMs(): number | null {
    return this.#startMs;
  }

  /** New settings; a turn under way goes on. */
  configure(settings: DetectorSettings): void {
    this.#settings = settings;
  }

  /** Forgets the turn under way; what comes after `clockMs` is a new one. */
  reset(clockMs: number): void {
    this.#startMs = null;
    this.#loudWindows = 0;
    this.#quietMs = 0;
    this.#floorMs = clockMs;
  }

  /** Judges a window of 20 ms with this level, dBFS, that ends at `endMs` of all audio received. */
  hear(levelDb: number, endMs: number): Detection | null {
    const score = (levelDb + 60) / 40;
    const { threshold, prefixPaddingMs, silenceDurationMs } = this.#settings;
    if (this.#startMs === null) {
      this.#loudWindows = score >= threshold ? this.#loudWindows + 1 : 0;
      if (this.#loudWindows < ONSET_WINDOWS) return null;
      const onsetMs = endMs - ONSET_WINDOWS * WINDOW_MS;
      const audioStartMs = Math.max(this.#floorMs, onsetMs - prefixPaddingMs);
      this.reset(this.#floorMs);
      this.#startMs = audioStartMs;
      return { type: "started", audioStartMs };
    }
    this.#quietMs = score < threshold - HYSTERESIS ? this.#quietMs + WINDOW_MS : 0;
    if (this.#quietMs === 0 || this.#quietMs < silenceDurationMs) return null;
    const audioStartMs = this.#startMs;
    this.reset(endMs);
    return { type: "stopped", audioStartMs, audioEndMs: endMs };
  }
}
