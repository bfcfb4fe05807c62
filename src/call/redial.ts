/**
 * A session that breaks off in the middle of a call is followed by another one, a model that cannot be had or does not
 * speak by the other model. The new session is told what was said and recorded, and given the caller's audio since.
 */

import type { CallEffect, CallEvent, FaultCode, ReplyPurpose } from "./call.ts";
import { OTHER_MODEL_WITHIN_MS, REDIAL_WAIT_MS, REDIALS } from "./limits.ts";
import { release } from "./listening.ts";
import * as replies from "./replies.ts";
import { standing } from "./rotation.ts";
import { type CallState, type Step, streamStartedAtMs, then } from "./state.ts";
import { story } from "./story.ts";

/** What another session of the same model may mend. */
const HEALS: ReadonlySet<FaultCode> = new Set(["connection_lost", "session_expired", "vendor_error"]);

/** What keeps one model from being had, and not another one. */
export const MODELS_OWN: ReadonlySet<FaultCode> = new Set([
  "model_unavailable",
  "not_a_realtime_model",
  "session_refused",
  "wrong_codec",
  "vendor_error",
  "vendor_capacity",
]);

/** The session is lost: another one, of the other model where this one cannot be had; null when that would not help. */
export function redial(state: CallState, code: FaultCode, atMs: number): Step | null {
  const { house, model } = state;
  if (house.canRedial !== true) return null;
  if (model.name === "dialing") {
    const isTried = state.isFallback || !MODELS_OWN.has(code) || !isServed(state);
    const purpose = state.redialFor ?? "greet";
    return isTried ? null : dial(state, { isFallback: true, purpose, code, atMs });
  }
  return HEALS.has(code) ? anotherSession(state, code, atMs) : null;
}

/** A model whose replies have no sound: the other one is asked for the reply; null when there is no time, or it was. */
export function otherModel(state: CallState, purpose: ReplyPurpose, code: FaultCode, atMs: number): Step | null {
  if (state.house.canRedial !== true || state.isFallback || state.model.name !== "ready" || !isServed(state)) {
    return null;
  }
  const sinceMs = state.waits.owedSinceMs ?? streamStartedAtMs(state.phase, atMs);
  if (state.house.hasPhrases !== true && atMs - sinceMs > OTHER_MODEL_WITHIN_MS) return null;
  return dial(state, { isFallback: true, purpose, code, atMs });
}

/** A session that is of no use is followed by another one of its model; null when there were too many. */
export function anotherSession(state: CallState, code: FaultCode, atMs: number): Step | null {
  const { house, phase, model, isFallback } = state;
  const isPossible = house.canRedial === true && phase.name === "talking" && model.name === "ready";
  return isPossible && state.redials < REDIALS ? dial(state, { isFallback, purpose: "resume", code, atMs }) : null;
}

function isServed({ phase }: CallState): boolean {
  return phase.name === "ringing" || phase.name === "talking";
}

function dial(
  state: CallState,
  { isFallback, purpose, code, atMs }: { isFallback: boolean; purpose: ReplyPurpose; code: FaultCode; atMs: number },
): Step {
  // One that was to follow anyway follows now.
  const next = isFallback === state.isFallback ? state.rotation.next : null;
  const held = next !== null && state.turns.turn !== null
    ? { held: next.kept, heldMs: next.keptMs }
    : { held: [], heldMs: 0 };
  const dialing: CallState = {
    ...state,
    isFallback,
    rotation: standing(null),
    redials: state.redials + 1,
    redialFor: purpose,
    model: { name: "dialing", untilMs: atMs + REDIAL_WAIT_MS },
    // What the last session did not say is not held against this one.
    replies: { ...replies.none(state.replies), silentInARow: 0, refusedInARow: 0 },
    // The new session's clock begins with what it is given first.
    listening: { ...state.listening, ...(state.listening.held === null ? held : {}), givenMs: 0 },
    turns: { ...state.turns, turn: null },
    turnQuietMs: 0,
    untranscribed: [],
    report: { ...state.report, waiting: [], owes: null },
  };
  const action = isFallback && !state.isFallback ? "opened a session of the other model" : "opened another session";
  const effects: CallEffect[] = [
    { type: "report_fault", code, action },
    next === null ? { type: "dial_model", isFallback } : { type: "switch_model" },
    { type: "save" },
  ];
  const dialled: Step = { state: dialing, effects };
  if (next === null || next.ready === null) return dialled;
  const { ready } = next;
  return then(dialled, (now) => redialled(now, { ...ready, type: "model_ready", atMs }, ready));
}

/** The session that follows stands: it goes on where the last one broke off. */
export function redialled(
  state: CallState,
  event: Extract<CallEvent, { type: "model_ready" }>,
  since: { readonly atMs: number; readonly livesMs?: number } = event,
): Step {
  const { listening, effects } = release(state.listening);
  const model = { name: "ready" as const, model: event.model };
  const ready: CallState = { ...state, listening, model, rotation: standing(since) };
  const isNew = state.transcript.length === 0 && state.report.incident === null;
  const told: readonly CallEffect[] = isNew ? [] : [{ type: "tell_model", text: story(state, "broke off") }];
  // Who is with a person, or on the way there, is not spoken to.
  if (!isServed(state)) return { state: ready, effects: [...told, ...effects, { type: "save" }] };
  const wanted = replies.want(state.replies, state.redialFor ?? "resume", event.atMs);
  return {
    state: { ...ready, replies: wanted.replies },
    effects: [...told, ...wanted.effects, ...effects, { type: "save" }],
  };
}
