/**
 * The vendor ends a session after an hour (`session_expired`, close 1001); a call may last longer. Before that a second
 * session is opened beside the first, which goes on; at a quiet moment the call moves to it, unheard: it is told what was
 * said, and given what the caller may have begun to say. Nothing is said or asked for because of it.
 */

import { type CallEffect, type CallEvent, lengthMs } from "./call.ts";
import {
  NEXT_MODEL_WAIT_MS,
  ROTATE_AGAIN_MS,
  ROTATE_BY,
  ROTATE_FROM,
  ROTATE_KEPT_MS,
  ROTATE_QUIET_MS,
  ROTATE_TRIES,
  SESSION_MS,
  SESSION_SHORTEST_MS,
} from "./limits.ts";
import * as playback from "./playback.ts";
import { type CallState, stay, type Step } from "./state.ts";
import { story } from "./story.ts";
import * as transcript from "./transcript.ts";

type Listen = Extract<CallEffect, { type: "listen" | "listen_to_silence" }>;
type NextEvent = Extract<CallEvent, { type: "next_model_ready" | "next_model_lost" }>;

/** The session that is to follow. */
export interface NextSession {
  /** Given up then, and dialled again, unless it stands. */
  readonly untilMs: number;
  /** Since when the caller's line is kept for it. */
  readonly keptSinceMs: number;
  readonly ready: Extract<CallEvent, { type: "next_model_ready" }> | null;
  /** What of the caller it will be given first: the turn that is open, or the last moment. */
  readonly kept: readonly Listen[];
  readonly keptMs: number;
}

export interface Rotation {
  /** From when on, and until when, the session in use is to be followed; null while none stands. */
  readonly window: { readonly fromMs: number; readonly byMs: number } | null;
  readonly next: NextSession | null;
  /** How often a session that was to follow did not come, and when the next one may be dialled. */
  readonly failures: number;
  readonly notBeforeMs: number;
}

/** A session that stands since then, or none does. */
export function standing(since: { readonly atMs: number; readonly livesMs?: number } | null): Rotation {
  const rotation = { window: null, next: null, failures: 0, notBeforeMs: 0 };
  if (since === null) return rotation;
  const { atMs, livesMs = SESSION_MS } = since;
  // A clock that is not the vendor's makes lives of any length.
  const ms = livesMs < SESSION_SHORTEST_MS || livesMs > SESSION_MS ? SESSION_MS : livesMs;
  return { ...rotation, window: { fromMs: atMs + ms * ROTATE_FROM, byMs: atMs + ms * ROTATE_BY } };
}

/** When the next session is to be dialled, or the call can move to it; null while neither is the case. */
export function rotationDueMs(state: CallState): number | null {
  const { house, phase, model, rotation: { window, next, notBeforeMs, failures } } = state;
  if (house.canRedial !== true || phase.name !== "talking" || model.name !== "ready" || window === null) return null;
  if (next === null) return failures < ROTATE_TRIES ? Math.max(window.fromMs, notBeforeMs) : null;
  if (next.ready === null) return failures < ROTATE_TRIES ? next.untilMs : null;
  return moveDueMs(state, next, window.byMs);
}

/** It is due: dials the next session, or moves to the one that stands. */
export function rotate(state: CallState, atMs: number): Step {
  const { next, failures } = state.rotation;
  if (next !== null && next.ready !== null) return move(state, next, next.ready);
  const kept = next ?? { keptSinceMs: atMs, kept: [], keptMs: 0 };
  const dialled: NextSession = { ...kept, untilMs: atMs + NEXT_MODEL_WAIT_MS, ready: null };
  return {
    state: { ...state, rotation: { ...state.rotation, next: dialled, failures: failures + (next === null ? 0 : 1) } },
    effects: [{ type: "dial_next_model", isFallback: state.isFallback }],
  };
}

/** News of the session that is to follow: without it the call goes on as it is, and tries again a little later. */
export function nextModel(state: CallState, event: NextEvent): Step {
  const { rotation } = state;
  if (rotation.next === null) return stay(state);
  if (event.type === "next_model_ready") {
    const next = { ...rotation.next, ready: event };
    return stay({ ...state, rotation: { ...rotation, next } });
  }
  const failures = rotation.failures + 1;
  return {
    state: {
      ...state,
      rotation: { ...rotation, next: null, failures, notBeforeMs: event.atMs + ROTATE_AGAIN_MS },
    },
    effects: [{ type: "report_fault", code: event.code, action: "went on with the session that stands" }],
  };
}

/** Keeps what the caller's line carries for the session that is to follow. */
export function keep(state: CallState, given: readonly CallEffect[]): CallState {
  const { next } = state.rotation;
  if (next === null) return state;
  const heard = given.filter((effect) => effect.type === "listen" || effect.type === "listen_to_silence");
  const boundMs = state.turns.turn === null ? ROTATE_QUIET_MS : ROTATE_KEPT_MS;
  const kept = [...next.kept, ...heard];
  let keptMs = heard.reduce((sum, effect) => sum + pieceMs(effect), next.keptMs);
  let first = 0;
  for (; keptMs > boundMs && first < kept.length; first++) keptMs -= pieceMs(kept[first]!);
  return {
    ...state,
    rotation: { ...state.rotation, next: { ...next, kept: first === 0 ? kept : kept.slice(first), keptMs } },
  };
}

/** The carrier's next stream has nothing of what was kept. */
export function keptNothing({ rotation }: CallState, atMs: number): Rotation {
  const { next } = rotation;
  return next === null ? rotation : { ...rotation, next: { ...next, keptSinceMs: atMs, kept: [], keptMs: 0 } };
}

/**
 * The first quiet moment; when there is none for long, the first that is not in the middle of a reply. What is being said
 * then is heard again from its beginning: it has to be kept.
 */
function moveDueMs(state: CallState, next: NextSession, byMs: number): number | null {
  const { replies, report, turns: { turn }, untranscribed, quietSinceMs } = state;
  const isBusy = replies.current !== null || replies.wanted !== null || report.owes !== null ||
    report.waiting.length > 0 || playback.isSounding(state.playback);
  if (isBusy) return null;
  const quietMs = turn === null && untranscribed.length === 0 ? quietSinceMs + ROTATE_QUIET_MS : Infinity;
  const isKept = turn === null || turn.startedAtMs >= next.keptSinceMs && next.keptMs < ROTATE_KEPT_MS - 1_000;
  const dueMs = Math.min(quietMs, isKept ? byMs : Infinity);
  return dueMs === Infinity ? null : dueMs;
}

function move(state: CallState, { kept, keptMs }: NextSession, ready: NonNullable<NextSession["ready"]>): Step {
  const { turn } = state.turns;
  const moved: CallState = {
    ...state,
    model: { name: "ready", model: ready.model },
    rotation: standing(ready),
    replies: { ...state.replies, silentInARow: 0, refusedInARow: 0 },
    listening: { ...state.listening, givenMs: keptMs },
    // What is being said is heard from its beginning, as a turn of the new session.
    turns: { ...state.turns, turn: null },
    turnQuietMs: 0,
    transcript: turn === null ? state.transcript : transcript.remove(state.transcript, turn.turnId),
    untranscribed: [],
  };
  return {
    state: moved,
    effects: [{ type: "switch_model" }, { type: "tell_model", text: story(moved, "is over") }, ...kept],
  };
}

function pieceMs(effect: Listen): number {
  return effect.type === "listen" ? lengthMs(effect.audio) : effect.ms;
}
