/** Whether what was spoken is the phrase that was asked for, and fit to be played to callers. */

import { levelDb, levelsDb } from "../audio/g711.ts";
import { BYTES_PER_MS, LEVEL_MS } from "../call/limits.ts";
import { listenTo, noSound } from "../call/sound_check.ts";

/** Softer than this is no speech on the telephone, dBFS. */
const AUDIBLE_MIN_DB = -45;

/** At its ends, sound softer than this is silence, dBFS: below the softest consonant. */
const SILENT_DB = -50;

/** Silence that stays at either end, ms: a word cut at its first sound clicks. */
const MARGIN_MS = 60;

/** No phrase is shorter, or longer, when it is spoken, ms. */
const SHORTEST_MS = 500;
const LONGEST_MS = 8_000;

/** The hurried say a character in 45 ms: whatever took less lacks a part. */
const MS_PER_CHARACTER = 30;

/** What the model did: its own transcript, and G.711 µ-law at 8 kHz. */
export interface Spoken {
  readonly words: string;
  readonly ulaw: Uint8Array;
}

/** Judges what was spoken for `words`: returns it without the silence around it, or says why it is not kept. */
export function judge(words: string, spoken: Spoken): { readonly ulaw: Uint8Array } | { readonly why: string } {
  if (spoken.ulaw.length === 0) return { why: "nothing was said" };
  if (plain(spoken.words) !== plain(words)) return { why: "other words were said" };
  const why = flaw(trimmed(spoken.ulaw), words);
  return why === null ? { ulaw: trimmed(spoken.ulaw) } : { why };
}

/** What is wrong with the sound of a phrase; null when nothing is. */
export function flaw(ulaw: Uint8Array, words: string): string | null {
  if (levelDb(ulaw) < AUDIBLE_MIN_DB) return "it cannot be heard";
  const ms = ulaw.length / BYTES_PER_MS;
  if (ms < Math.max(SHORTEST_MS, words.length * MS_PER_CHARACTER)) return "it is too short to be whole";
  if (ms > LONGEST_MS) return "it is too long";
  return listenTo(noSound(), levelsDb(ulaw)).fault === null ? null : "it is noise";
}

/** Words as they sound: no case, no accents, no punctuation, single spaces. */
function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

function trimmed(ulaw: Uint8Array): Uint8Array {
  const levels = levelsDb(ulaw);
  const isLoud = (db: number) => db >= SILENT_DB;
  const margin = MARGIN_MS / LEVEL_MS;
  const from = Math.max(0, levels.findIndex(isLoud) - margin);
  const to = levels.findLastIndex(isLoud) + 1 + margin;
  const piece = LEVEL_MS * BYTES_PER_MS;
  return ulaw.slice(from * piece, to * piece);
}
