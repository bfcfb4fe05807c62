/** Speech in pieces, as it leaves: lengths vary, words run ahead of the audio they belong to. Pure. */

import { bytesPerMs, encode } from "./formats.ts";
import type { Speech } from "./mind.ts";
import type { Format } from "./session_shapes.ts";

/** A piece of speech. */
export interface Piece {
  readonly audio: Uint8Array;
  /** Words that go before it; often none. */
  readonly words: string;
  readonly ms: number;
}

/** Lengths of pieces, in turn, as multiples of the usual one. */
const LENGTHS = [0.5, 1, 1.5, 0.8, 1.2];

/** Cuts speech into pieces of about `chunkMs`, in a session's output format. */
export function piecesOf(speech: Speech, format: Format, chunkMs: number): Piece[] {
  const audio = encode(format, speech.audio);
  const words = speech.text.match(/\s*\S+/g) ?? [];
  const perMs = bytesPerMs(format);
  const pieces: Piece[] = [];
  let at = 0;
  let said = 0;
  for (let i = 0; at < audio.length; i++) {
    const ms = Math.max(1, Math.round(chunkMs * LENGTHS[i % LENGTHS.length]!));
    const to = Math.min(audio.length, at + ms * perMs);
    // The transcript runs ahead: all of it is out when three quarters of the audio are.
    const until = Math.ceil(Math.min(1, (to / audio.length) * (4 / 3)) * words.length);
    pieces.push({ audio: audio.subarray(at, to), words: words.slice(said, until).join(""), ms: (to - at) / perMs });
    said = until;
    at = to;
  }
  return pieces;
}

/** The first half of speech: its audio and about its words. */
export function halfOf({ text, audio }: Speech): Speech {
  const words = text.match(/\s*\S+/g) ?? [];
  return { text: words.slice(0, Math.ceil(words.length / 2)).join(""), audio: audio.subarray(0, audio.length >> 1) };
}
