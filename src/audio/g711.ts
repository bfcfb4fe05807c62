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
  return levelOf(ulaw, 0, ulaw.length);
}

/** Loudness of each 20 ms of µ-law audio, dBFS; the last piece may be shorter. */
export function levelsDb(ulaw: Uint8Array): number[] {
  const levels: number[] = [];
  for (let at = 0; at < ulaw.length; at += PIECE_BYTES) {
    levels.push(levelOf(ulaw, at, Math.min(ulaw.length, at + PIECE_BYTES)));
  }
  return levels;
}

const PIECE_BYTES = LEVEL_MS * BYTES_PER_MS;

function levelOf(ulaw: Uint8Array, from: number, to: number): number {
  // Four sums side by side: one after the other, each addition would wait for the last.
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let at = from;
  for (; at + 3 < to; at += 4) {
    a += POWER[ulaw[at]!]!;
    b += POWER[ulaw[at + 1]!]!;
    c += POWER[ulaw[at + 2]!]!;
    d += POWER[ulaw[at + 3]!]!;
  }
  for (; at < to; at++) a += POWER[ulaw[at]!]!;
  const sum = a + b + c + d;
  if (sum === 0) return SILENCE_DB;
  return Math.max(SILENCE_DB, Math.round(100 * Math.log10(sum / (to - from))) / 10);
}

/** Decoded audio stands in slabs: one allocation for hundreds of frames. A slab lives as long as any audio in it. */
const SLAB_BYTES = 64 * 1024;
let slab = new Uint8Array(SLAB_BYTES);
let slabUsed = 0;

/** Text that is not whole is malformed, not cut short. */
const STRICT = { lastChunkHandling: "strict" } as const;

/** Decodes base64; null when it is malformed. White space is malformed too: the text goes on as it is, unquoted. */
export function decodeBase64(text: string): Uint8Array | null {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = text.length / 4 * 3 - padding;
  if (!Number.isInteger(length)) return null;
  const bytes = length > SLAB_BYTES / 8 ? new Uint8Array(length) : inSlab(length);
  try {
    const { read, written } = bytes.setFromBase64(text, STRICT);
    return read === text.length && written === length ? bytes : null;
  } catch {
    return null;
  }
}

function inSlab(length: number): Uint8Array {
  if (slabUsed + length > SLAB_BYTES) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsed = 0;
  }
  slabUsed += length;
  return slab.subarray(slabUsed - length, slabUsed);
}

/** µ-law silence of a length, ms, as base64. */
export function silence(ms: number): string {
  return new Uint8Array(Math.round(ms * BYTES_PER_MS)).fill(SILENCE_BYTE).toBase64();
}
