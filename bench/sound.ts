/** What callers and the model say in a measurement: speech from the simulator's clips with silence between, in frames. */

import { speech } from "../src/simulator/speech.ts";

/** One frame of telephone audio: 20 ms. */
export const FRAME_MS = 20;
const FRAME_BYTES = 160;

/** µ-law silence. */
const SILENCE = 0xff;

/** A caller's tape: each sentence is followed by as much silence. Base64 of each frame, in bytes. */
export function callerFrames(): Uint8Array[] {
  const clips = ["theft", "where", "nobody", "right"].map((id) => speech(`caller-${id}`).audio);
  return frames(clips.flatMap((clip) => [clip, new Uint8Array(clip.length).fill(SILENCE)]));
}

/** The model's tape: sentence after sentence. */
export function modelFrames(): Uint8Array[] {
  return frames(["greeting", "where", "when", "safety", "summary"].map((id) => speech(`dispatcher-${id}`).audio));
}

function frames(clips: readonly Uint8Array[]): Uint8Array[] {
  return clips.flatMap((clip) => {
    const whole = Math.floor(clip.length / FRAME_BYTES);
    return Array.from({ length: whole }, (_, at) => {
      return new TextEncoder().encode(clip.subarray(at * FRAME_BYTES, (at + 1) * FRAME_BYTES).toBase64());
    });
  });
}
