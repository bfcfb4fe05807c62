/**
 * The flight recorder's lines: how the call was opened, then every event as it was taken in, and what was ordered because
 * of it. Audio is kept by reference: a caller's piece by the carrier's stamp, which is its place in the recording's left
 * channel, a model's piece by its line and length. A piece without an `effects` line was passed on and nothing else; any
 * other event without one ordered nothing. `journal_reader.ts` reads these lines back, older formats included.
 */

import type { CallEffect, CallEvent } from "./call/call.ts";
import type { Beginning } from "./call/resuming.ts";
import type { House } from "./call/state.ts";

/**
 * The format that is written.
 * 1: `call_opened` without its house; audio without an `effects` line was passed on, kept or dropped.
 * 2: `call_opened` carries what `openCall` needs; audio that was not passed on has an `effects` line.
 * 3: its house has the outline of the question protocol. A call that goes on after a restart has its `beginning`.
 */
export const JOURNAL_FORMAT = 3;

/** Where lines go: an object, or one that is JSON already. */
interface Lines {
  write(line: string): void;
}

/** Writes the first line of a call. `at` is the wall clock at the call's time zero; `beginning`: it goes on. */
export function writeOpening(
  journal: Lines,
  call: { sid: string; at: Date; house: House; beginning?: Beginning | null },
): void {
  const { sid, at, house, beginning = null } = call;
  const begins = beginning === null ? {} : { beginning };
  journal.write(JSON.stringify({ type: "call_opened", format: JOURNAL_FORMAT, sid, at, house, ...begins }));
}

/** Writes one step. `bytes` stands where the audio was. */
export function writeStep(journal: Lines, event: CallEvent, effects: readonly CallEffect[]): void {
  journal.write(eventLine(event));
  const isAudio = event.type === "caller_audio" || event.type === "reply_audio";
  if (isAudio ? passedOn(event, effects) : effects.length === 0) return;
  journal.write(JSON.stringify({ effects: effects.map(withoutAudio) }));
}

/** The frequent ones by hand, for speed: as `JSON.stringify` would write them. */
function eventLine(event: CallEvent): string {
  if (event.type === "caller_audio") {
    const { atMs, timestampMs, levelDb, isVoiced, audio } = event;
    const voiced = isVoiced === undefined ? "" : `,"isVoiced":${isVoiced}`;
    return `{"type":"caller_audio","atMs":${atMs},"timestampMs":${timestampMs},"levelDb":${levelDb}${voiced},` +
      `"bytes":${audio.ulaw.length}}`;
  }
  if (event.type === "reply_audio" && event.levelsDb !== undefined) {
    const { atMs, replyId, lineId, levelsDb, audio } = event;
    return `{"type":"reply_audio","atMs":${atMs},"replyId":${quoted(replyId)},"lineId":${quoted(lineId)},` +
      `"levelsDb":[${levelsDb.join(",")}],"bytes":${audio.ulaw.length}}`;
  }
  return JSON.stringify(withoutAudio(event));
}

/** Names as vendors give them hold nothing to be escaped. */
function quoted(name: string): string {
  return /^[\w-]*$/.test(name) ? `"${name}"` : JSON.stringify(name);
}

function passedOn(event: CallEvent, effects: readonly CallEffect[]): boolean {
  if (effects.length !== 1) return false;
  return event.type === "caller_audio" && effects[0]?.type === "listen" ||
    event.type === "reply_audio" && effects[0]?.type === "play";
}

function withoutAudio(entry: CallEvent | CallEffect): object {
  if (!("audio" in entry)) return entry;
  const { audio, ...rest } = entry;
  return { ...rest, bytes: audio.ulaw.length };
}
