/**
 * What the carrier plays to the caller: a buffer of audio and marks, emptied 20 ms at a time by a clock elsewhere.
 * No IO and no time: whoever owns the clock calls `tick()` (PROTOCOLS.md 3.1, "To Twilio").
 */
import { FRAME_BYTES, SILENT_FRAME } from "./frame.ts";

/** One step of playback. `frame` is always 160 bytes: `bytes` from the buffer, then silence. */
export interface Played {
  frame: Uint8Array;
  bytes: number;
  /** Marks whose audio has been played to its end by now, in order: to be echoed. */
  marks: readonly string[];
}

/** What a `clear` threw away. */
export interface Cleared {
  /** Every pending mark, in order: the carrier returns them all, heard or not. */
  marks: readonly string[];
  /** Audio that was buffered and will never be played. */
  droppedBytes: number;
  /** Audio played without a pause right before the clear: since the buffer was last empty, or last cleared. */
  runBytes: number;
}

type Piece = { kind: "audio"; bytes: Uint8Array } | { kind: "mark"; name: string };

const NOTHING: Played = { frame: SILENT_FRAME, bytes: 0, marks: [] };

/** The playback buffer of one media stream. */
export class Player {
  readonly #limitBytes: number;
  #queue: Piece[] = [];
  #head = 0;
  #bufferedBytes = 0;
  #runBytes = 0;
  /** Marks met while the frame now being played was taken: due when it has ended, which is the next tick. */
  #reached: string[] = [];
  #sounding = false;

  /** `limitBytes`: audio buffered at most; what would exceed it is refused by `append`. */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Audio waiting to be played, in bytes. */
  get bufferedBytes(): number {
    return this.#bufferedBytes;
  }

  /** Adds audio of any length behind what is buffered; false, and nothing added, when the buffer would be too full. */
  append(audio: Uint8Array): boolean {
    if (this.#bufferedBytes + audio.length > this.#limitBytes) return false;
    if (audio.length > 0) this.#queue.push({ kind: "audio", bytes: audio });
    this.#bufferedBytes += audio.length;
    return true;
  }

  /** Sets a mark behind what is buffered. True: nothing is buffered or sounding, so it is to be echoed at once. */
  mark(name: string): boolean {
    if (!this.#sounding && this.#head === this.#queue.length && this.#reached.length === 0) return true;
    this.#queue.push({ kind: "mark", name });
    return false;
  }

  /** Empties the buffer. The frame that is sounding right now cannot be taken back. */
  clear(): Cleared {
    const marks = [...this.#reached, ...this.#pieces().flatMap((piece) => piece.kind === "mark" ? [piece.name] : [])];
    const cleared = { marks, droppedBytes: this.#bufferedBytes, runBytes: this.#runBytes };
    this.#queue = [];
    this.#head = 0;
    this.#bufferedBytes = 0;
    this.#runBytes = 0;
    this.#reached = [];
    return cleared;
  }

  /** The next 20 ms: the frame that starts to sound now, and the marks that the frame before it completed. */
  tick(): Played {
    if (this.#head === this.#queue.length && !this.#sounding && this.#reached.length === 0) return NOTHING;
    const marks = this.#reached;
    this.#reached = [];
    for (let piece = this.#peek(); piece?.kind === "mark"; piece = this.#peek()) {
      marks.push(piece.name);
      this.#head++;
    }
    if (this.#bufferedBytes === 0) {
      this.#sounding = false;
      this.#runBytes = 0;
      this.#compact();
      return { frame: SILENT_FRAME, bytes: 0, marks };
    }
    const frame = SILENT_FRAME.slice();
    const bytes = this.#fill(frame);
    this.#sounding = true;
    this.#runBytes += bytes;
    this.#bufferedBytes -= bytes;
    this.#compact();
    return { frame, bytes, marks };
  }

  #fill(frame: Uint8Array): number {
    let filled = 0;
    for (let piece = this.#peek(); piece !== undefined && filled < FRAME_BYTES; piece = this.#peek()) {
      if (piece.kind === "mark") {
        this.#reached.push(piece.name);
        this.#head++;
        continue;
      }
      const taken = piece.bytes.subarray(0, FRAME_BYTES - filled);
      frame.set(taken, filled);
      filled += taken.length;
      if (taken.length === piece.bytes.length) this.#head++;
      else piece.bytes = piece.bytes.subarray(taken.length);
    }
    return filled;
  }

  #peek(): Piece | undefined {
    return this.#queue[this.#head];
  }

  #pieces(): Piece[] {
    return this.#queue.slice(this.#head);
  }

  /** Played pieces are let go in batches: shifting an array of thousands at every tick costs more than it saves. */
  #compact(): void {
    if (this.#head < this.#queue.length && this.#head < 256) return;
    this.#queue = this.#pieces();
    this.#head = 0;
  }
}
