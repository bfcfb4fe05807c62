/** Leaving the line politely: a goodbye is heard to its end, and a caller who has more to say keeps the line. */

import { toPerson } from "./away.ts";
import type { CallEffect } from "./call.ts";
import { finish } from "./ending.ts";
import { GOODBYE_GRACE_MS, GOODBYE_WAIT_MS } from "./limits.ts";
import * as playback from "./playback.ts";
import * as replies from "./replies.ts";
import { type CallState, stay, type Step } from "./state.ts";
import * as turns from "./turns.ts";

/** What the model is told when the caller spoke while it was about to hang up. */
const STILL_TALKING = JSON.stringify({ ok: false, error: "The caller is still there. Answer, do not hang up yet." });

/** What the model is told when it would hang up without a word. */
const SAY_GOODBYE = JSON.stringify({ ok: true, next: "Say goodbye in one short sentence now; then the line closes." });

/** The model asked to hang up, or to hand over, in a reply that said something, or nothing. */
export function leave(
  state: CallState,
  callId: string | null,
  spoke: boolean,
  then: "hang_up" | "transfer",
  atMs: number,
): Step {
  const { phase } = state;
  const isUnheard = then === "hang_up" && callId !== null && !spoke && state.waits.greetingMs === null;
  if (phase.name === "ringing" || isUnheard) return stayOn(state, callId, spoke, atMs);
  if (phase.name !== "talking") return stay(state);
  const { streamStartedAtMs } = phase;
  const leaving = { name: "leaving" as const, streamStartedAtMs, toolCallId: callId, then };
  if (spoke) return goodbyeSpoken({ ...state, phase: { ...leaving, goodbye: "spoken", untilMs: atMs } }, atMs);
  const wanted = replies.want(state.replies, "say_goodbye", atMs);
  return {
    state: {
      ...state,
      replies: wanted.replies,
      // The tool has its result with this: a caller who speaks on does not give it another.
      phase: { ...leaving, toolCallId: null, goodbye: "due", untilMs: atMs + GOODBYE_WAIT_MS },
    },
    effects: callId === null ? wanted.effects : [
      { type: "report_fault", code: "ended_without_speech", action: "asked for a goodbye before hanging up" },
      { type: "answer_tool", callId, result: SAY_GOODBYE },
      ...wanted.effects,
    ],
  };
}

/** The model would hang up on a caller who is not there yet, or has heard nothing: it is told so, and asked for the greeting that is owed. */
function stayOn(state: CallState, callId: string | null, spoke: boolean, atMs: number): Step {
  const refusal: CallEffect[] = callId === null ? [] : [{ type: "answer_tool", callId, result: STILL_TALKING }];
  if (spoke) return { state, effects: refusal };
  const wanted = replies.want(state.replies, "greet", atMs);
  const report: CallEffect = { type: "report_fault", code: "ended_without_speech", action: "asked for the greeting" };
  return { state: { ...state, replies: wanted.replies }, effects: [report, ...refusal, ...wanted.effects] };
}

/** The goodbye is complete: we hang up when its last mark is back, or a little after it should have been. */
export function goodbyeSpoken(state: CallState, atMs: number): Step {
  if (state.phase.name !== "leaving") return stay(state);
  const endsAtMs = playback.isSounding(state.playback) ? playback.endsAtMs(state.playback) : atMs;
  const untilMs = Math.max(atMs, endsAtMs) + GOODBYE_GRACE_MS;
  return hangUpIfHeard({ ...state, phase: { ...state.phase, goodbye: "spoken", untilMs } }, atMs);
}

/** Hangs up once the goodbye was heard; a caller who is speaking at that moment keeps the line. */
export function hangUpIfHeard(state: CallState, atMs: number): Step {
  const { phase } = state;
  if (phase.name !== "leaving" || phase.goodbye !== "spoken") return stay(state);
  if (playback.isSounding(state.playback) && atMs < phase.untilMs) return stay(state);
  if (phase.then === "transfer") return toPerson(state, atMs);
  return turns.callerSpeaks(state.turns) ? keepTalking(state) : finish(state, "answered", "goodbye", atMs);
}

/** The caller has something to add to the goodbye: the line stays open, and the model learns it. To a person they go. */
export function keepTalking(state: CallState): Step {
  const { phase } = state;
  if (phase.name !== "leaving" || phase.then === "transfer") return stay(state);
  const talking: CallState = { ...state, phase: { name: "talking", streamStartedAtMs: phase.streamStartedAtMs } };
  if (phase.toolCallId === null) return stay(talking);
  return { state: talking, effects: [{ type: "answer_tool", callId: phase.toolCallId, result: STILL_TALKING }] };
}

/** The goodbye was waited for long enough. */
export function goodbyeOverdue(state: CallState, atMs: number): Step {
  if (state.phase.name !== "leaving") return stay(state);
  return finish(state, "answered", "goodbye", atMs);
}
