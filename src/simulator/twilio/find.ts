/** Finding clips in a recording, byte for byte. */
import { Buffer } from "node:buffer";
import { FRAME_BYTES, SILENCE } from "./frame.ts";

/** Where `clip` occurs in `audio` at or after byte `from`; -1 when nowhere, or when the clip is empty. */
export function find(audio: Uint8Array, clip: Uint8Array, from = 0): number {
  if (clip.length === 0) return -1;
  return Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).indexOf(clip, from);
}

/**
 * The longest beginning of `clip` that occurs in `audio`: where, and how many bytes of it. Null when not even one frame
 * of its sound does. Silence is everywhere, so the search goes by the first frame that is sound, and the silence that
 * leads to it is counted backwards from there.
 */
export function longestStart(audio: Uint8Array, clip: Uint8Array, from = 0): { at: number; length: number } | null {
  const lead = clip.findIndex((byte) => byte !== SILENCE);
  if (lead < 0) return null;
  const seed = clip.subarray(lead, lead + FRAME_BYTES);
  let best: { at: number; length: number } | null = null;
  for (let at = find(audio, seed, from); at >= 0; at = find(audio, seed, at + 1)) {
    if (!isSilence(audio, at - lead, at)) continue;
    let length = lead + seed.length;
    while (length < clip.length && audio[at - lead + length] === clip[length]) length++;
    if (best === null || length > best.length) best = { at: at - lead, length };
    if (length === clip.length) break;
  }
  return best;
}

function isSilence(audio: Uint8Array, from: number, to: number): boolean {
  if (from < 0) return false;
  for (let at = from; at < to; at++) if (audio[at] !== SILENCE) return false;
  return true;
}
