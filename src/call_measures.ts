/**
 * What of a call is counted and timed: read off the call's states and effects, beside the path. Pure. It is asked about
 * every event but a plain frame of the caller's audio, so that nothing is paid for by frame.
 */

import type { CallEffect, CallEvent } from "./call/call.ts";
import { steadyMs } from "./call/listening.ts";
import { confirmedAtMs } from "./call/play_clock.ts";
import { type CallState, streamStartedAtMs } from "./call/state.ts";

/** Something to count or to time, ms. */
export type Measure =
  | { readonly type: "greeted"; readonly ms: number }
  | { readonly type: "replied"; readonly ms: number }
  /** The call went elsewhere or ended while the caller was still waiting for a word. */
  | { readonly type: "unanswered"; readonly ms: number }
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
  const waitedMs = isWithCaller(before) && !isWithCaller(after) ? unansweredMs(after, before, event.atMs) : null;
  if (waitedMs !== null) measures.push({ type: "unanswered", ms: waitedMs });
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

/** Whether the caller hears us, or silence of ours. */
function isWithCaller({ phase }: CallState): boolean {
  return phase.name === "talking" || phase.name === "leaving";
}

function unansweredMs({ waits }: CallState, { phase }: CallState, atMs: number): number | null {
  if (waits.owedSinceMs !== null) return Math.max(0, atMs - waits.owedSinceMs);
  return waits.greetingMs === null ? atMs - streamStartedAtMs(phase, atMs) : null;
}
