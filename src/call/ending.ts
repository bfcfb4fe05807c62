/** How a call ends: after a goodbye that was heard, because somebody left, or because it cannot go on. */

import type { CallEffect, Outcome } from "./call.ts";
import { CLOSING_SILENCE_MS, GOODBYE_GRACE_MS, GOODBYE_WAIT_MS, SETTLING_WAIT_MS } from "./limits.ts";
import * as playback from "./playback.ts";
import * as replies from "./replies.ts";
import { stopPlaying } from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";
import * as turns from "./turns.ts";

/** What the model is told when the caller spoke while it was about to hang up. */
const STILL_TALKING = JSON.stringify({ ok: false, error: "The caller is still there. Answer, do not hang up yet." });

/** What the model is told when it would hang up without a word. */
const SAY_GOODBYE = JSON.stringify({ ok: true, next: "Say goodbye in one short sentence now; then the line closes." });

/** The model asked to hang up in a reply that said something, or nothing. */
export function leave(state: CallState, callId: string, spoke: boolean, atMs: number): Step {
  const { phase } = state;
  if (phase.name === "ringing") return stayOn(state, callId, spoke, atMs);
  if (phase.name !== "talking") return stay(state);
  const leaving = { name: "leaving" as const, streamStartedAtMs: phase.streamStartedAtMs, toolCallId: callId };
  if (spoke) return goodbyeSpoken({ ...state, phase: { ...leaving, goodbye: "spoken", untilMs: atMs } }, atMs);
  const wanted = replies.want(state.replies, "say_goodbye", atMs);
  return {
    state: {
      ...state,
      replies: wanted.replies,
      phase: { ...leaving, goodbye: "due", untilMs: atMs + GOODBYE_WAIT_MS },
    },
    effects: [
      { type: "report_fault", code: "ended_without_speech", action: "asked for a goodbye before hanging up" },
      { type: "answer_tool", callId, result: SAY_GOODBYE },
      ...wanted.effects,
    ],
  };
}

/** The model would hang up on a caller who is not there yet: it is told so, and asked for the greeting that is owed. */
function stayOn(state: CallState, callId: string, spoke: boolean, atMs: number): Step {
  const refusal: CallEffect = { type: "answer_tool", callId, result: STILL_TALKING };
  if (spoke) return { state, effects: [refusal] };
  const wanted = replies.want(state.replies, "greet", atMs);
  const report: CallEffect = { type: "report_fault", code: "ended_without_speech", action: "asked for the greeting" };
  return { state: { ...state, replies: wanted.replies }, effects: [report, refusal, ...wanted.effects] };
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
  return turns.callerSpeaks(state.turns) ? keepTalking(state) : finish(state, "answered", "goodbye", atMs);
}

/** The caller has something to add to the goodbye: the line stays open, and the model learns it. */
export function keepTalking(state: CallState): Step {
  const { phase } = state;
  if (phase.name !== "leaving") return stay(state);
  const talking: CallState = { ...state, phase: { name: "talking", streamStartedAtMs: phase.streamStartedAtMs } };
  // A goodbye that was asked for has the tool's result already.
  if (phase.goodbye === "due") return stay(talking);
  return { state: talking, effects: [{ type: "answer_tool", callId: phase.toolCallId, result: STILL_TALKING }] };
}

/** The goodbye was waited for long enough. */
export function goodbyeOverdue(state: CallState, atMs: number): Step {
  if (state.phase.name !== "leaving") return stay(state);
  return finish(state, "answered", "goodbye", atMs);
}

/** Ends the call for the carrier now; the model stays until the last words are transcribed. */
export function finish(state: CallState, outcome: Outcome, reason: string, atMs: number): Step {
  if (state.phase.name === "settling" || state.phase.name === "ended") return stay(state);
  const cut = replies.cut(state.replies, atMs);
  const stopped = stopPlaying({ ...state, replies: cut.replies }, atMs);
  const closing: CallEffect[] = [{ type: "close_stream" }, ...cut.effects];
  const speaking = state.turns.turn !== null && state.turns.turn.stoppedAtMs === null;
  if (speaking && state.model.name === "ready") closing.push({ type: "listen_to_silence", ms: CLOSING_SILENCE_MS });
  return then({ state: stopped.state, effects: [...stopped.effects, ...closing] }, (next) => {
    const settling = { name: "settling" as const, outcome, reason, untilMs: atMs + SETTLING_WAIT_MS };
    return settle({ ...next, phase: settling }, atMs);
  });
}

/** Closes the books when nothing more is expected, or waited for long enough. */
export function settle(state: CallState, atMs: number): Step {
  const { phase } = state;
  if (phase.name !== "settling") return stay(state);
  const expectsWords = state.model.name === "ready" && (state.turns.turn !== null || state.untranscribed.length > 0);
  if (expectsWords && atMs < phase.untilMs) return { state, effects: [{ type: "save" }] };
  const { outcome, reason } = phase;
  return {
    state: { ...state, phase: { name: "ended", outcome, reason } },
    effects: [{ type: "close_model", reason }, { type: "finish", outcome, reason }],
  };
}
