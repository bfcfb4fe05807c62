/**
 * The flight recorder's lines: every event as it was taken in, and what was ordered because of it. Audio is kept by
 * reference: a caller's piece by the carrier's stamp, which is its place in the recording's left channel, a model's
 * piece by its line and length. An audio event without an `effects` line was passed on and nothing else.
 */

import type { CallEffect, CallEvent } from "./call/call.ts";

/** Writes one step. `bytes` stands where the audio was. */
export function writeStep(
  journal: { write(line: string): void },
  event: CallEvent,
  effects: readonly CallEffect[],
): void {
  journal.write(eventLine(event));
  if (effects.length === 0 || passedOn(event, effects)) return;
  journal.write(JSON.stringify({ effects: effects.map(withoutAudio) }));
}

function eventLine(event: CallEvent): string {
  if (event.type === "caller_audio") {
    const { atMs, timestampMs, audio, levelDb, isVoiced } = event;
    return `{"type":"caller_audio","atMs":${atMs},"timestampMs":${timestampMs},"bytes":${audio.ulaw.length},` +
      `"levelDb":${levelDb}${isVoiced === undefined ? "" : `,"isVoiced":${isVoiced}`}}`;
  }
  return JSON.stringify(withoutAudio(event));
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
