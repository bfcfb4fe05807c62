/** One channel of a recording while it waits for the disk: pieces placed on a time line, silence between them. */

import { BYTES_PER_MS } from "../call/limits.ts";
import { ByteQueue } from "./byte_queue.ts";
import { SILENCE_BYTE } from "./g711.ts";

/** A piece this little off the end of the last one follows it: clocks jitter, sound does not. */
const JITTER_BYTES = 20 * BYTES_PER_MS;

/** The longest silence put between two pieces: a stamp further ahead is broken. */
const GAP_BYTES = 60_000 * BYTES_PER_MS;

/** All silence put between pieces of one track: an hour's call on the worst of lines; beyond, stamps are made up. */
const GAPS_BYTES = 600_000 * BYTES_PER_MS;

export class Track {
  readonly #waiting = new ByteQueue();
  #gapsLeft = GAPS_BYTES;
  /** How far the stamps were ahead where they were not believed. */
  #ahead = 0;
  /** Where what waits begins, and where it ends; bytes since the recording began. */
  #start = 0;
  #end = 0;

  /** Where the next piece would follow without a gap. */
  get end(): number {
    return this.#end;
  }

  /** Places a piece at `at`; nothing placed before is overwritten or lost: it follows instead. */
  place(at: number, piece: Uint8Array): void {
    const gap = at - this.#ahead - this.#end;
    if (gap > Math.min(GAP_BYTES, this.#gapsLeft)) {
      this.#ahead += gap;
    } else if (gap > JITTER_BYTES) {
      this.#gapsLeft -= gap;
      this.#waiting.fill(SILENCE_BYTE, gap);
      this.#end += gap;
    }
    this.#waiting.push(piece);
    this.#end += piece.length;
  }

  /** Takes off everything before `to`; what was never placed there is silence. The bytes are good until the next piece. */
  takeTo(to: number): Uint8Array {
    const count = Math.max(0, to - this.#start);
    this.#start += count;
    this.#end = Math.max(this.#end, this.#start);
    const missing = count - this.#waiting.length;
    if (missing > 0) this.#waiting.fill(SILENCE_BYTE, missing);
    return this.#waiting.take(count);
  }
}
