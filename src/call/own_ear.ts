/**
 * Our own ear: a caller whom the model's detector does not hear at all is heard here, by vowels, and the turn is closed
 * for it. A detector that stays deaf is left, with its session.
 */

import { type CallEffect, type CallEvent, lengthMs } from "./call.ts";
import { holdsSpeech } from "./evidence.ts";
import { COMMIT_WAIT_MS, OWN_EAR_QUIET_MS, OWN_EAR_VOICED_MS } from "./limits.ts";
import * as playback from "./playback.ts";
import { anotherSession, handOver } from "./ladder.ts";
import { type CallState, stay, type Step } from "./state.ts";
import { isQuiet } from "./turns.ts";
import { VOICE_UNKNOWN_GATE_DB } from "./turn_limits.ts";

/** What was heard that no turn stands for. */
export interface OwnEar {
  readonly voicedMs: number;
  readonly quietMs: number;
  /** Turns in a row that were closed for the detector. */
  readonly unheard: number;
  /** When one was closed that the model has not taken yet; null when none is waited for. */
  readonly closedAtMs: number | null;
}

/** An ear that has heard nothing. */
export function nothingHeard(): OwnEar {
  return { voicedMs: 0, quietMs: 0, unheard: 0, closedAtMs: null };
}

/** Takes in a piece of the caller's line, after the turn rule has. */
export function overhear(state: CallState, event: Extract<CallEvent, { type: "caller_audio" }>): Step {
  const { ownEar } = state;
  if (!isUnattended(state)) {
    return ownEar.voicedMs === 0 ? stay(state) : stay({ ...state, ownEar: { ...ownEar, voicedMs: 0, quietMs: 0 } });
  }
  const ms = lengthMs(event.audio);
  const isVoice = event.isVoiced === true && event.levelDb >= VOICE_UNKNOWN_GATE_DB && holdsSpeech(state.turns.recent);
  if (!isVoice && ownEar.voicedMs === 0) return stay(state);
  const voicedMs = isVoice ? ownEar.voicedMs + ms : ownEar.voicedMs;
  const quietMs = isQuiet(state.turns) ? ownEar.quietMs + ms : 0;
  const heard: CallState = { ...state, ownEar: { ...ownEar, voicedMs, quietMs } };
  if (quietMs < OWN_EAR_QUIET_MS) return stay(heard);
  return voicedMs < OWN_EAR_VOICED_MS
    ? stay({ ...heard, ownEar: { ...ownEar, voicedMs: 0, quietMs: 0 } })
    : speakUp(heard, event.atMs);
}

/** The detector has heard something: it is not deaf. */
export function detected(state: CallState): CallState {
  return state.ownEar.unheard === 0 ? state : { ...state, ownEar: nothingHeard() };
}

/** The model has taken a turn: the one that was closed for it, or its own. */
export function taken(state: CallState): CallState {
  return state.ownEar.closedAtMs === null ? state : { ...state, ownEar: { ...state.ownEar, closedAtMs: null } };
}

/** When a turn that was closed for the model is given up; null while none is waited for. */
export function takenDueMs({ ownEar: { closedAtMs }, phase, model }: CallState): number | null {
  const isWaiting = closedAtMs !== null && phase.name === "talking" && model.name === "ready";
  return isWaiting ? closedAtMs + COMMIT_WAIT_MS : null;
}

/** A model that does not even take a turn is dead, though its connection stands. */
export function notTaken(state: CallState, atMs: number): Step {
  const next: CallState = { ...state, ownEar: nothingHeard() };
  return anotherSession(next, "caller_not_heard", atMs) ?? handOver(next, "caller_not_heard", atMs);
}

/** Whether nobody but the caller has anything to say, and the detector says nothing. */
function isUnattended({ phase, model, turns, replies, report, playback: played }: CallState): boolean {
  return phase.name === "talking" && model.name === "ready" && turns.turn === null && replies.current === null &&
    replies.wanted === null && report.owes === null && !playback.isSounding(played);
}

/** The caller has said something and waits: what was said is a turn. */
function speakUp(state: CallState, atMs: number): Step {
  const { ownEar, waits } = state;
  const unheard = ownEar.unheard + 1;
  const owedSinceMs = atMs - ownEar.quietMs;
  const next: CallState = {
    ...state,
    ownEar: { ...nothingHeard(), unheard, closedAtMs: atMs },
    waits: { ...waits, owedSinceMs },
  };
  const again = unheard > 1 ? anotherSession(next, "caller_not_heard", atMs) : null;
  if (again !== null) return again;
  const report: CallEffect = {
    type: "report_fault",
    code: "caller_not_heard",
    action: "closed the turn for the detector",
  };
  return { state: next, effects: [report, { type: "close_turn", keep: true }] };
}
