/**
 * A mind that understands the phrases of its book and nothing else: it recognises them byte for byte, so that what it
 * understood has crossed untouched.
 */

import { Buffer } from "node:buffer";
import { levelDb } from "../../audio/g711.ts";
import type { Mind, Reply, Speech } from "./mind.ts";

/** A reply of the script. With `after` it answers a turn in which that phrase was heard, once; else it waits its turn. */
export interface Line extends Reply {
  readonly after?: string;
}

const WINDOW_BYTES = 160;

/** Softer than this is a pause in a phrase, dBFS: telephone speech lies above -40. */
const PAUSE_DB = -45;

/** Pauses shorter than this are inside a word, in windows of 20 ms. */
const PAUSE_WINDOWS = 3;

/**
 * A mind with a phrasebook (µ-law clips with their words) and a script. A turn's transcript is the phrases recognised in
 * it, in the order they were said, "" when there are none. A request for a reply gets the first unused line whose
 * `after` is in the latest turn, else the next line without `after`; when the script is spent, an empty reply.
 */
export function phrasebookMind(phrasebook: readonly Speech[], lines: readonly Line[]): Mind {
  const phrases = phrasebook.filter(({ text }) => text !== "").map(({ text, audio }) => ({
    text,
    core: coreOf(audio),
  }));
  const left = [...lines];
  const take = (index: number): Reply | undefined => index < 0 ? undefined : left.splice(index, 1)[0];
  return {
    hear({ audio }) {
      const turn = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength);
      const found = phrases.map(({ text, core }) => ({ text, at: core.length === 0 ? -1 : turn.indexOf(core) }));
      return found.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at).map(({ text }) => text).join(" ");
    },
    reply({ heard }) {
      const latest = heard.at(-1) ?? "";
      return take(left.findIndex(({ after }) => after !== undefined && latest.includes(after))) ??
        take(left.findIndex(({ after }) => after === undefined)) ?? { fault: "empty" };
    },
  };
}

/**
 * The part of a clip that proves it was heard: its longest stretch without a pause, less a tenth at both ends. A
 * detector cuts in pauses and at the ends, so this part stays in one piece.
 */
export function coreOf(clip: Uint8Array): Uint8Array {
  let best = { from: 0, to: 0 };
  let from: number | null = null;
  let quiet = 0;
  for (let at = 0; at < clip.length; at += WINDOW_BYTES) {
    const isLoud = levelDb(clip.subarray(at, at + WINDOW_BYTES)) >= PAUSE_DB;
    quiet = isLoud ? 0 : quiet + 1;
    if (isLoud) from ??= at;
    if (quiet >= PAUSE_WINDOWS) from = null;
    const to = Math.min(clip.length, at + WINDOW_BYTES);
    if (from !== null && isLoud && to - from > best.to - best.from) best = { from, to };
  }
  const margin = Math.floor((best.to - best.from) / 10);
  return clip.subarray(best.from + margin, best.to - margin);
}
