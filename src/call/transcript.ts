/**
 * What was said, by whom, in the order it was spoken: transcriptions arrive late, so an entry takes its place when the
 * sound begins and gets its words afterwards. A dispatcher line keeps how much of it was played.
 */

import { LINE_CHARACTERS, TRANSCRIPT_LINES } from "./limits.ts";
import type { HeardLine } from "./playback.ts";

export interface Entry {
  /** The vendor's item: a caller's turn or a dispatcher's line. */
  readonly id: string;
  readonly speaker: "caller" | "dispatcher";
  readonly atMs: number;
  readonly text: string;
  readonly sentMs: number;
  readonly heardMs: number;
}

export type Transcript = readonly Entry[];

/** A line as the outside reads it; `heard` is null for the caller's own words. */
export interface TranscriptLine {
  readonly atMs: number;
  readonly speaker: "caller" | "dispatcher";
  readonly text: string;
  readonly heard: string | null;
}

/** Opens an entry where its sound begins. One that is already there stays where it is. */
export function open(transcript: Transcript, id: string, speaker: Entry["speaker"], atMs: number): Transcript {
  if (transcript.some((entry) => entry.id === id)) return transcript;
  const entry: Entry = { id, speaker, atMs, text: "", sentMs: 0, heardMs: 0 };
  const before = transcript.findLastIndex((other) => other.atMs <= atMs) + 1;
  const next = [...transcript.slice(0, before), entry, ...transcript.slice(before)];
  return next.length > TRANSCRIPT_LINES ? next.slice(-TRANSCRIPT_LINES) : next;
}

/** Sets the words of an entry (`whole`), or adds to them as they are generated. */
export function write(transcript: Transcript, id: string, text: string, whole: boolean): Transcript {
  return change(transcript, id, (entry) => ({
    ...entry,
    text: (whole ? text : entry.text + text).slice(0, LINE_CHARACTERS),
  }));
}

/** Enters what was played of each line. */
export function heard(transcript: Transcript, lines: readonly HeardLine[]): Transcript {
  return lines.reduce(
    (next, line) => change(next, line.lineId, (entry) => ({ ...entry, sentMs: line.sentMs, heardMs: line.heardMs })),
    transcript,
  );
}

/** Takes an entry out: it was noise. */
export function remove(transcript: Transcript, id: string): Transcript {
  return transcript.filter((entry) => entry.id !== id);
}

/** The transcript for people: entries without words are left out. */
export function lines(transcript: Transcript): TranscriptLine[] {
  return transcript.filter((entry) => entry.text.trim() !== "").map((entry) => ({
    atMs: entry.atMs,
    speaker: entry.speaker,
    text: entry.text.trim(),
    heard: entry.speaker === "caller" ? null : heardWords(entry),
  }));
}

/**
 * The words that were played. The vendor gives no times for words, so the part is taken by length and ends with a
 * whole word: right to about a word for even speech.
 */
function heardWords(entry: Entry): string {
  const text = entry.text.trim();
  // The last frame of a line is often cut by a few milliseconds; the line was heard all the same.
  if (entry.sentMs > 0 && entry.heardMs >= entry.sentMs - 20) return text;
  if (entry.heardMs <= 0) return "";
  const length = Math.floor(text.length * entry.heardMs / entry.sentMs);
  const lastSpace = text.lastIndexOf(" ", length);
  return lastSpace <= 0 ? "" : text.slice(0, lastSpace).trim();
}

function change(transcript: Transcript, id: string, how: (entry: Entry) => Entry): Transcript {
  const index = transcript.findLastIndex((entry) => entry.id === id);
  const entry = transcript[index];
  return entry === undefined ? transcript : transcript.with(index, how(entry));
}
