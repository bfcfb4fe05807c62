/** One channel of a recording while it waits for the disk: pieces placed on a time line, silence between them. */

import { BYTES_PER_MS } from "../call/limits.ts";
import { SILENCE_BYTE } from "./g711.ts";

/** A piece this little off the end of the last one follows it: clocks jitter, sound does not. */
const JITTER_BYTES = 20 * BYTES_PER_MS;

/** The longest silence put between two pieces: a stamp further ahead is broken. */
const GAP_BYTES = 60_000 * BYTES_PER_MS;

/** All silence put between pieces of one track: an hour's call on the worst of lines; beyond, stamps are made up. */
const GAPS_BYTES = 600_000 * BYTES_PER_MS;

export class Track {
  #pieces: Uint8Array[] = [];
  #gapsLeft = GAPS_BYTES;
  /** How far the stamps were ahead where they were not believed. */
  #ahead = 0;
  /** Where the first waiting piece begins, and where the last one ends; bytes since the recording began. */
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
      this.#push(new Uint8Array(gap).fill(SILENCE_BYTE));
    }
    this.#push(piece);
  }

  /** Takes off everything before `to`; what was never placed there is silence. */
  takeTo(to: number): Uint8Array {
    if (to <= this.#start) return new Uint8Array(0);
    const taken = new Uint8Array(to - this.#start).fill(SILENCE_BYTE);
    let at = 0;
    while (at < taken.length && this.#pieces.length > 0) {
      const piece = this.#pieces[0]!;
      const fits = piece.subarray(0, taken.length - at);
      taken.set(fits, at);
      at += fits.length;
      if (fits.length === piece.length) this.#pieces.shift();
      else this.#pieces[0] = piece.subarray(fits.length);
    }
    this.#start = to;
    this.#end = Math.max(this.#end, to);
    return taken;
  }

  #push(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#end += piece.length;
  }
}
