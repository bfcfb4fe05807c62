/** How a call ends: the stream is closed, the last words are waited for, the books are closed. */

import type { CallEffect, Outcome } from "./call.ts";
import { CLOSING_SILENCE_MS, SETTLING_WAIT_MS } from "./limits.ts";
import * as replies from "./replies.ts";
import { countHeard } from "./report.ts";
import { stopPlaying } from "./speaking.ts";
import { type CallState, stay, type Step, then } from "./state.ts";

/** Ends the call for the carrier now; the model stays until the last words are transcribed. */
export function finish(state: CallState, outcome: Outcome, reason: string, atMs: number): Step {
  if (state.phase.name === "settling" || state.phase.name === "ended") return stay(state);
  return then(hangUp(state, atMs), (next) => {
    const counted = countHeard(next);
    const phase = {
      name: "settling" as const,
      outcome: outcomeOf(counted, outcome),
      reason,
      untilMs: atMs + SETTLING_WAIT_MS,
    };
    return settle({ ...counted, phase }, atMs);
  });
}

/** Closes the stream and stops what is being said; the caller's sentence, broken off, is still transcribed. */
export function hangUp(state: CallState, atMs: number): Step {
  const cut = replies.cut(state.replies, atMs);
  const stopped = stopPlaying({ ...state, replies: cut.replies }, atMs);
  const closing: CallEffect[] = [{ type: "close_stream" }, ...cut.effects];
  const speaking = state.turns.turn !== null && state.turns.turn.stoppedAtMs === null;
  const effects = [...stopped.effects, ...closing];
  if (!speaking || state.model.name !== "ready") return { state: stopped.state, effects };
  const silence: CallEffect = { type: "listen_to_silence", ms: CLOSING_SILENCE_MS };
  const givenMs = state.listening.givenMs + CLOSING_SILENCE_MS;
  return { state: { ...stopped.state, listening: { ...state.listening, givenMs } }, effects: [...effects, silence] };
}

/** A call that sent somebody, or filed a report, did what it was for, whoever hung up. */
function outcomeOf({ report }: CallState, outcome: Outcome): Outcome {
  if (outcome === "answered" || outcome === "abandoned") {
    if (report.sent === "dispatched" || report.sent === "reported") return report.sent;
    if (report.sent === "ordered") return "dispatched";
    return report.incident === null ? outcome : "abandoned";
  }
  return outcome;
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
