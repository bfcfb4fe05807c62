/**
 * The ear: what was said and what was heard on one call, tick by tick, on the carrier's clock. It knows nothing of what
 * the service believes. Position 0 is the moment the call was placed; 8 bytes of either channel are 1 ms.
 */
import { find, longestStart } from "./find.ts";
import { FRAME_BYTES, FRAME_MS, levelDb, SILENT_FRAME } from "./frame.ts";
import { Spans } from "./spans.ts";
import type { Span } from "./spans.ts";
import { Tape } from "./tape.ts";

/** Whose sound: left on the recording is the caller, right is what was played to the caller. */
export type Side = "caller" | "dispatcher";

/** How much of a clip came through. */
export interface Heard {
  /** Of its beginning, in one piece. */
  heardMs: number;
  /** The whole clip, in one piece. */
  fully: boolean;
  /** Where it began, ms on the call's clock; null when not even its first frame was heard. */
  atMs: number | null;
}

/** Frames quieter than this are silence to a listener: telephone speech is 15 dB and more above it. */
const QUIET_DB = -50;

/** What an ear keeps. */
export interface EarOptions {
  /** Audio kept of each channel, ms; 0 keeps spans only, which is what load tests want. */
  keepMs: number;
}

/** Listens to one call. */
export class Ear {
  readonly #tapes: Record<Side, Tape>;
  readonly #sounds: Record<Side, Spans> = { caller: new Spans(), dispatcher: new Spans() };
  readonly #runs = new Spans();
  #nowMs = 0;

  /** See `EarOptions`. */
  constructor({ keepMs }: EarOptions) {
    const limitBytes = Math.floor(keepMs / FRAME_MS) * FRAME_BYTES;
    this.#tapes = { caller: new Tape(limitBytes), dispatcher: new Tape(limitBytes) };
  }

  /** How much was listened to, ms: where the next tick begins. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** True when the call was longer than what the ear keeps; `heard` then speaks of the kept part only. */
  get truncated(): boolean {
    return this.#tapes.dispatcher.full;
  }

  /**
   * One tick: 160 bytes the caller said and 160 bytes that were played.
   * `playedBytes` of the latter came from the playback buffer, the rest is filled in.
   */
  tick(said: Uint8Array, played: Uint8Array, playedBytes: number): void {
    const span = { fromMs: this.#nowMs, toMs: this.#nowMs + FRAME_MS };
    this.#listen("caller", said, span);
    this.#listen("dispatcher", played, span);
    if (playedBytes > 0) this.#runs.add(span);
    this.#nowMs += FRAME_MS;
  }

  /** The kept audio of one side, µ-law: a view, valid until the next tick. */
  audio(side: Side): Uint8Array {
    return this.#tapes[side].bytes;
  }

  /** Both sides interleaved, caller left: the body of a stereo µ-law WAV file. */
  stereo(): Uint8Array {
    const left = this.audio("caller");
    const right = this.audio("dispatcher");
    const both = new Uint8Array(2 * left.length);
    left.forEach((byte, at) => both[2 * at] = byte);
    right.forEach((byte, at) => both[2 * at + 1] = byte);
    return both;
  }

  /** Loudness of every kept 20 ms of a side, dBFS. */
  levels(side: Side): number[] {
    const audio = this.audio(side);
    return Array.from({ length: audio.length / FRAME_BYTES }, (_, tick) => {
      return levelDb(audio.subarray(tick * FRAME_BYTES, (tick + 1) * FRAME_BYTES));
    });
  }

  /** When a side was audible; pauses up to `pauseMs`, those between words, do not divide (default 300). */
  sounds(side: Side, pauseMs = 300): Span[] {
    return this.#sounds[side].joined(pauseMs);
  }

  /** The latest stretch in which a side was audible, without a pause. */
  lastSound(side: Side): Span | undefined {
    return this.#sounds[side].last;
  }

  /** When the playback buffer was feeding the line without a pause, whatever it held. */
  runs(): Span[] {
    return this.#runs.joined(0);
  }

  /** How long it has been quiet at the ear until now; since the beginning when nothing was heard yet. */
  quietMs(side: Side = "dispatcher"): number {
    return this.#nowMs - (this.#sounds[side].last?.toMs ?? 0);
  }

  /** The longest stretch in which a side was not audible, within the given times (default: all). */
  longestSilence({ side = "dispatcher", fromMs = 0, toMs = this.#nowMs }: {
    side?: Side | "both";
    fromMs?: number;
    toMs?: number;
  } = {}): Span {
    const sounds = side === "both"
      ? [...this.sounds("caller", 0), ...this.sounds("dispatcher", 0)].sort((one, other) => one.fromMs - other.fromMs)
      : this.sounds(side, 0);
    let longest: Span = { fromMs, toMs: fromMs };
    let quietFromMs = fromMs;
    for (const sound of [...sounds, { fromMs: toMs, toMs }]) {
      const untilMs = Math.min(sound.fromMs, toMs);
      if (untilMs - quietFromMs > longest.toMs - longest.fromMs) longest = { fromMs: quietFromMs, toMs: untilMs };
      quietFromMs = Math.max(quietFromMs, sound.toMs);
    }
    return longest;
  }

  /**
   * How much of a clip was heard in one piece from its beginning, byte for byte, the longest if several times.
   * A clip's leading silence counts once something after it was heard. `fromMs` skips what was heard earlier.
   */
  heard(clip: Uint8Array, fromMs = 0): Heard {
    const found = longestStart(this.audio("dispatcher"), clip, Math.floor(fromMs * 8));
    if (found === null) return { heardMs: 0, fully: false, atMs: null };
    return { heardMs: found.length / 8, fully: found.length === clip.length, atMs: found.at / 8 };
  }

  /** Whether the whole clip was heard in one piece, from `fromMs` on; cheaper than `heard`. */
  heardFully(clip: Uint8Array, fromMs = 0): boolean {
    return find(this.audio("dispatcher"), clip, Math.floor(fromMs * 8)) >= 0;
  }

  #listen(side: Side, frame: Uint8Array, span: Span): void {
    this.#tapes[side].append(frame);
    if (frame !== SILENT_FRAME && levelDb(frame) > QUIET_DB) this.#sounds[side].add(span);
  }
}
