/** What a caller heard, in words: the model's lines by their place in the call, phrases and the carrier's voice as said. */

import { Buffer } from "node:buffer";
import { levelDb } from "../../../src/audio/g711.ts";
import { PHRASES, phraseWords } from "../../../src/intake/phrases.ts";
import { shippedPhrases } from "../../../src/phrases/book.ts";
import { speech } from "../../../src/simulator/speech.ts";
import type { TwilioCall } from "../../../src/simulator/twilio/call.ts";
import { type LineName, LINES } from "./house_mind.ts";

/** Less of a clip than this is not told from another one. */
const TOLD_MS = 250;

/** Who has heard the last of a clip has heard it to its end, though the network tore it. */
const LAST_MS = 800;

/** Who has heard so much of a sentence has understood it: one that ends a moment early is not told as broken off. */
const TOLD_PART = 0.75;

/** A clip that was torn goes on within this. */
const TORN_MS = 1_000;

const NAMES: Readonly<Record<LineName, string>> = {
  first: "first question",
  second: "second question",
  again: "question",
  number: "number, goodbye",
};

const FRAME_BYTES = 160;

/** Where a clip begins to be heard, dBFS. */
const LOUD_DB = -40;

interface Sentence {
  readonly atMs: number;
  readonly words: string;
}

/** The sentences in the order they were heard; `…` where one broke off. */
export function heardSentences(call: TwilioCall): string[] {
  const phrases = shippedPhrases().en;
  const clips = [
    ...Object.entries(LINES).map(([name, id]) => ({ words: NAMES[name as LineName], audio: speech(id).audio })),
    ...PHRASES.map((name) => ({ words: `"${phraseWords(name, "en")}"`, audio: phrases[name].ulaw })),
  ];
  const heard = [...clips.flatMap((clip) => occurrences(call, clip)), ...verbs(call)];
  return shorter(heard.sort((one, other) => one.atMs - other.atMs).map(({ words }) => words));
}

/** The script's questions are many. */
function shorter(sentences: readonly string[]): string[] {
  const from = sentences.findIndex((words) => words.includes("a few short questions"));
  const to = sentences.findLastIndex((words) => words.includes("Its number is"));
  if (from < 0 || to < from) return [...sentences];
  return [...sentences.slice(0, from + 1), "the script's questions", "number, goodbye", ...sentences.slice(to + 1)];
}

/** Whether a clip was heard to its end. */
export function wasHeard({ ear }: TwilioCall, clip: Uint8Array, sinceMs: number): boolean {
  return ear.heardFully(lastOf(clip, LAST_MS), sinceMs);
}

function lastOf(clip: Uint8Array, ms: number): Uint8Array {
  return clip.subarray(-ms * 8);
}

/** Each time a clip was heard, whole or not: its beginning is looked for, and how far it goes from there. */
function occurrences({ ear }: TwilioCall, { words, audio }: { words: string; audio: Uint8Array }): Sentence[] {
  const heard = Buffer.from(ear.audio("dispatcher"));
  const from = audio.findIndex((_, at) =>
    at % FRAME_BYTES === 0 && levelDb(audio.subarray(at, at + FRAME_BYTES)) > LOUD_DB
  );
  const seed = audio.subarray(from, from + TOLD_MS * 8);
  const found: Sentence[] = [];
  for (let at = heard.indexOf(seed); at >= 0; at = heard.indexOf(seed, at + seed.length)) {
    const piece = lastOf(audio.subarray(0, audio.length * TOLD_PART), 400);
    const pieceAt = heard.indexOf(piece, at);
    const expectedAt = at + audio.length * TOLD_PART - piece.length - from;
    const isWhole = pieceAt >= 0 && pieceAt < expectedAt + TORN_MS * 8;
    found.push({ atMs: at / 8, words: isWhole ? words : cut(words) });
  }
  return found;
}

function cut(words: string): string {
  return words.endsWith('"') ? `${words.slice(0, -1)}…"` : `${words}…`;
}

/** The carrier's own voice, and whom it rings. */
function verbs({ log }: TwilioCall): Sentence[] {
  return log.of("verb").flatMap(({ name, detail, atMs }) =>
    name === "Say" ? [{ atMs, words: `"${detail}"` }] : name === "Dial" ? [{ atMs, words: "a person is rung" }] : []
  );
}
