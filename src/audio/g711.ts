/** G.711 µ-law beside the path: how loud it is, what silence is, and base64 in and out. Never in the path itself. */

import alawmulaw from "alawmulaw";
import { BYTES_PER_MS, LEVEL_MS } from "../call/limits.ts";

/** The µ-law byte for a sample of zero. */
export const SILENCE_BYTE = 0xff;

/** Squared amplitude of each µ-law byte, full scale being 1. */
const POWER = Float64Array.from({ length: 256 }, (_, byte) => (alawmulaw.mulaw.decodeSample(byte) / 32_768) ** 2);

/** Digital silence decodes to zero; a level needs a floor. */
const SILENCE_DB = -72;

/** Loudness of µ-law audio: RMS in dBFS, 0 for a full-scale square wave, -72 for silence. */
export function levelDb(ulaw: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < ulaw.length; i++) sum += POWER[ulaw[i]!]!;
  if (sum === 0) return SILENCE_DB;
  return Math.max(SILENCE_DB, Math.round(100 * Math.log10(sum / ulaw.length)) / 10);
}

/** Loudness of each 20 ms of µ-law audio, dBFS; the last piece may be shorter. */
export function levelsDb(ulaw: Uint8Array): number[] {
  const step = LEVEL_MS * BYTES_PER_MS;
  return Array.from({ length: Math.ceil(ulaw.length / step) }, (_, at) => {
    return levelDb(ulaw.subarray(at * step, (at + 1) * step));
  });
}

/** Decodes base64; null when it is malformed. White space is malformed too: the text goes on as it is, unquoted. */
export function decodeBase64(text: string): Uint8Array | null {
  try {
    const bytes = Uint8Array.fromBase64(text, { lastChunkHandling: "strict" });
    return text.length === Math.ceil(bytes.length / 3) * 4 ? bytes : null;
  } catch {
    return null;
  }
}

/** µ-law silence of a length, ms, as base64. */
export function silence(ms: number): string {
  return new Uint8Array(Math.round(ms * BYTES_PER_MS)).fill(SILENCE_BYTE).toBase64();
}
