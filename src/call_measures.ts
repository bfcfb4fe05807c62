/**
 * What of a call is counted and timed: read off the call's states and effects, beside the path. Pure. It is asked about
 * every event but a plain frame of the caller's audio, so that nothing is paid for by frame.
 */

import type { CallEffect, CallEvent } from "./call/call.ts";
import { steadyMs } from "./call/listening.ts";
import { confirmedAtMs } from "./call/play_clock.ts";
import type { CallState } from "./call/state.ts";

/** Something to count or to time, ms. */
export type Measure =
  | { readonly type: "greeted"; readonly ms: number }
  | { readonly type: "replied"; readonly ms: number }
  /** The caller was owed sound, and heard none until a word, a phrase, or somebody else came. */
  | { readonly type: "silent"; readonly ms: number }
  /** A stock phrase filled in. */
  | { readonly type: "filled" }
  | { readonly type: "turn"; readonly as: "answered" | "noise" }
  | { readonly type: "interrupted" }
  /** How much later than predicted a mark came back. */
  | { readonly type: "mark"; readonly errorMs: number };

/** Whether an event may have something to measure: a frame of audio that was only passed on has not. */
export function isMeasured(event: CallEvent, effects: readonly CallEffect[]): boolean {
  return event.type !== "caller_audio" || effects.length > 1;
}

/** What one step of a call has to measure. */
export function measuresOf(
  before: CallState,
  event: CallEvent,
  after: CallState,
  effects: readonly CallEffect[],
): readonly Measure[] {
  const measures: Measure[] = [];
  if (before.waits !== after.waits) measures.push(...answers(before, after));
  if (event.type === "mark_returned" && before.playback !== after.playback) measures.push(mark(before, event, after));
  if (event.type === "turn_committed") {
    if (before.untranscribed !== after.untranscribed) measures.push({ type: "turn", as: "answered" });
    else if (effects.some(({ type }) => type === "forget_turn")) measures.push({ type: "turn", as: "noise" });
  }
  if (effects.some(({ type }) => type === "clear")) measures.push({ type: "interrupted" });
  if (event.type === "phrase_audio" && before.deadAir !== after.deadAir) measures.push({ type: "filled" });
  const sinceMs = after.deadAir.sinceMs === null ? before.deadAir.sinceMs : null;
  if (sinceMs !== null) measures.push({ type: "silent", ms: Math.max(0, event.atMs - sinceMs) });
  return measures;
}

function answers(before: CallState, after: CallState): readonly Measure[] {
  const { greetingMs, replyMs } = after.waits;
  const measures: Measure[] = [];
  if (greetingMs !== null && before.waits.greetingMs === null) measures.push({ type: "greeted", ms: greetingMs });
  const ms = replyMs.at(-1);
  if (ms !== undefined && replyMs !== before.waits.replyMs) measures.push({ type: "replied", ms });
  return measures;
}

function mark(before: CallState, event: Extract<CallEvent, { type: "mark_returned" }>, after: CallState): Measure {
  const predictedMs = confirmedAtMs(before.playback.clock, after.playback.heardBytes);
  return { type: "mark", errorMs: steadyMs(before.listening, event.atMs) - predictedMs };
}
