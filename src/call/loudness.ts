/** How loud the audio is that was sent to the carrier and is not known to be heard. */

import { BYTES_PER_MS, LEVEL_MS } from "./limits.ts";
import { countOf, LARGEST_COUNT, levelOf, packLevel } from "./packed.ts";

const PIECE_BYTES = LEVEL_MS * BYTES_PER_MS;

export interface Loudness {
  /** Where the first piece begins, bytes since the stream began. */
  readonly fromByte: number;
  /** Pieces in the order they are played: bytes and level, packed. */
  readonly pieces: readonly number[];
}

/** Nothing is on its way beyond this byte. */
export function silentFrom(fromByte: number): Loudness {
  return { fromByte, pieces: [] };
}

/** With more audio behind it: the level of each 20 ms, dBFS; what has none was not measured. */
export function withAudio(before: Loudness, bytes: number, levelsDb: readonly number[]): Loudness {
  const pieces = before.pieces.slice();
  let leftBytes = bytes;
  for (let at = 0; leftBytes > 0; at++) {
    const levelDb = levelsDb[at];
    const count = Math.min(leftBytes, levelDb === undefined ? LARGEST_COUNT : PIECE_BYTES);
    pieces.push(packLevel(count, levelDb ?? -Infinity));
    leftBytes -= count;
  }
  return { fromByte: before.fromByte, pieces };
}

/** Without the pieces that are heard. */
export function heardTo(before: Loudness, byte: number): Loudness {
  let { fromByte } = before;
  let first = 0;
  for (; first < before.pieces.length; first++) {
    const toByte = fromByte + countOf(before.pieces[first]!);
    if (toByte > byte) break;
    fromByte = toByte;
  }
  return { fromByte, pieces: before.pieces.slice(first) };
}

/** The level at a byte, dBFS; -Infinity where nothing plays, or nothing was measured. */
export function levelAt({ fromByte, pieces }: Loudness, byte: number): number {
  let toByte = fromByte;
  for (const piece of pieces) {
    toByte += countOf(piece);
    if (toByte > byte) return levelOf(piece);
  }
  return -Infinity;
}
