/** The carrier's unit of audio: 20 ms of G.711 µ-law at 8 kHz (PROTOCOLS.md 3.1). */
import alawmulaw from "alawmulaw";

/** The carrier sends and plays in steps of this length. */
export const FRAME_MS = 20;

/** One step: 8 bytes are 1 ms. */
export const FRAME_BYTES = 160;

/** µ-law's own zero. */
export const SILENCE = 0xff;

/** A frame of silence. Shared: never write to it. */
export const SILENT_FRAME: Uint8Array = new Uint8Array(FRAME_BYTES).fill(SILENCE);

/** Digital silence has no logarithm; µ-law's smallest step is about this far below full scale. */
const FLOOR_DB = -72;

const LINEAR = Int16Array.from({ length: 256 }, (_, byte) => alawmulaw.mulaw.decodeSample(byte));
const SQUARED = Float64Array.from(LINEAR, (sample) => (sample / 32768) ** 2);

/**
 * Loudness of some µ-law audio in dBFS, root mean square: 0 the loudest, -72 for silence and for no bytes at all.
 * Speech on a telephone line lies between -35 and -15.
 */
export function levelDb(audio: Uint8Array): number {
  let sum = 0;
  for (const byte of audio) sum += SQUARED[byte] ?? 0;
  if (sum === 0) return FLOOR_DB;
  return Math.max(FLOOR_DB, 10 * Math.log10(sum / audio.length));
}

/** Two frames of the same length heard at once: decoded, added, clipped, encoded. */
export function mixed(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, at) => {
    const sum = (LINEAR[byte] ?? 0) + (LINEAR[other[at] ?? SILENCE] ?? 0);
    return alawmulaw.mulaw.encodeSample(Math.max(-32768, Math.min(32767, sum)));
  });
}

/**
 * Cuts audio into frames; the last one is filled up with silence.
 * The frames are views of `audio` where they can be: do not change it while it is being sent.
 */
export function framesOf(audio: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < audio.length; at += FRAME_BYTES) {
    const piece = audio.subarray(at, at + FRAME_BYTES);
    if (piece.length === FRAME_BYTES) frames.push(piece);
    else {
      const filled = SILENT_FRAME.slice();
      filled.set(piece);
      frames.push(filled);
    }
  }
  return frames;
}
